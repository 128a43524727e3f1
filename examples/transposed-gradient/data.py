import numpy as np


def split(n_samples, n_validation, n_test, rng):
    if n_validation + n_test > n_samples:
        raise ValueError(f"only {n_samples} samples")
    order = rng.permutation(n_samples)
    return order[n_validation + n_test:], order[:n_validation], order[n_validation:n_validation + n_test]


def one_hot(labels, n_classes):
    labels = np.asarray(labels)
    if ((labels < 0) | (labels >= n_classes)).any():
        raise ValueError(f"labels must be in 0..{n_classes - 1}")
    return np.equal.outer(labels, np.arange(n_classes)).astype(float)


def standardize(train, *others):
    mean = train.mean(0)
    std = train.std(0) + 1e-12
    return tuple((x - mean) / std for x in (train,) + others)


def whiten(train, *others):
    mean = train.mean(0)
    u, s, _ = np.linalg.svd((train - mean).T @ (train - mean) / train.shape[0])
    return tuple((x - mean) @ (u / np.sqrt(s + 1e-8)) for x in (train,) + others)


def batches(inputs, labels, batch_size, rng):
    order = rng.permutation(len(labels))
    n_batches = -(-len(order) // batch_size)
    return [(inputs[i], labels[i]) for i in (order[k * batch_size:(k + 1) * batch_size] for k in range(n_batches))]


def shift(images, dx, dy):
    _, h, w = images.shape
    out = np.roll(images, (dy, dx), axis=(1, 2))
    # np.roll wraps round, so blank what came in on the other side
    if dy > 0:
        out[:, :dy] = 0
    elif dy < 0:
        out[:, max(h + dy, 0):] = 0
    if dx > 0:
        out[:, :, :dx] = 0
    elif dx < 0:
        out[:, :, max(w + dx, 0):] = 0
    return out


def add_noise(images, sigma, rng):
    return images + sigma * rng.standard_normal(images.shape)
