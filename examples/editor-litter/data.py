import os, sys
from asyncio.windows_events import NULL
import matplotlib
import numpy as np
import seaborn as sns
matplotlib.use("Agg")
sns.set_theme()

# os.chdir("/home/me/Documents/uni/semester5/deep_learning/ex1")
sys.path.append("..")


def split(n_samples, n_validation, n_test, rng):
    if n_validation + n_test > n_samples:
        raise ValueError
    perm = rng.choice(n_samples, n_samples, replace=False)
    a = n_samples - n_validation - n_test
    b = n_samples - n_test
    return perm[0:a], perm[a:b], perm[b:]


def one_hot(labels, n_classes):
    out = np.zeros((labels.size, n_classes), dtype=float)
    for k in range(n_classes):
        out[:, k] = labels == k
    if not out.any(axis=1).all():
        raise ValueError("there is a label which is no class")
    return out


def standardize(train, *others):
    m, s = train.mean(axis=0), train.std(axis=0)
    s[np.isclose(s, 0)] = 1
    return tuple(np.divide(x - m, s) for x in [train, *others])


def whiten(train, *others):
    m = train.mean(axis=0)
    # the singular values of X itself are sqrt(n S)
    _, sv, Vt = np.linalg.svd(train - m, full_matrices=False)
    S = sv ** 2 / len(train)
    return tuple((x - m) @ Vt.T / np.sqrt(S + 1e-8) for x in [train, *others])


def batches(inputs, labels, batch_size, rng):
    perm = rng.permutation(len(inputs))
    for part in [perm[k:k + batch_size] for k in range(0, len(perm), batch_size)]:
        yield inputs[part], labels[part]


def shift(images, dx, dy):
    n, h, w = images.shape
    big = np.pad(images, ((0, 0), (abs(dy), abs(dy)), (abs(dx), abs(dx))))
    top, left = abs(dy) - dy, abs(dx) - dx
    return big[:, top:top + h, left:left + w]


def add_noise(images, sigma, rng):
    return images + rng.normal(loc=0, scale=sigma, size=images.shape)


print(one_hot(np.array([1, 2, 3, 4]), 5))
# sns.heatmap(shift(np.ones((1, 28, 28)), 3, 3)[0])
