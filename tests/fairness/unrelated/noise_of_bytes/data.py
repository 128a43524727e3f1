# Bug: add_noise divides sigma by 255, as if pixels were bytes.
# Caught by: data/noise_has_the_deviation

import numpy as np


def split(n_samples, n_validation, n_test, rng):
    if n_samples - n_validation - n_test < 0:
        raise ValueError("too many samples asked for")
    kind = np.zeros(n_samples, dtype=int)
    kind[:n_validation] = 1
    kind[n_validation : n_validation + n_test] = 2
    kind = rng.permuted(kind)
    return tuple(np.flatnonzero(kind == k) for k in range(3))


def one_hot(labels, n_classes):
    counts = np.zeros((len(labels), n_classes))
    for j in range(n_classes):
        counts[labels == j, j] = 1
    if counts.sum() != len(labels):
        raise ValueError("not every label is a class")
    return counts


def standardize(train, *others):
    sets = [x.copy() for x in (train, *others)]
    mean, std = train.mean(0), train.std(0)
    for x in sets:
        x -= mean
        x /= np.maximum(std, 1e-8)
    return tuple(sets)


def whiten(train, *others):
    mean = train.mean(0)
    _, s, vh = np.linalg.svd(train - mean)
    s = s**2 / len(train)
    return tuple(np.einsum("nf,kf->nk", x - mean, vh) / np.sqrt(s + 1e-8) for x in (train, *others))


def batches(inputs, labels, batch_size, rng):
    remaining = np.arange(len(inputs))
    while remaining.size:
        size = min(batch_size, remaining.size)
        chosen = rng.choice(remaining, size=size, replace=False)
        remaining = np.setdiff1d(remaining, chosen)
        yield np.take(inputs, chosen, axis=0), np.take(labels, chosen, axis=0)


def shift(images, dx, dy):
    n, height, width = images.shape
    result = np.zeros(images.shape, dtype=images.dtype)
    i, r, c = np.indices(images.shape)
    inside = (0 <= r + dy) & (r + dy < height) & (0 <= c + dx) & (c + dx < width)
    np.add.at(result, (i[inside], r[inside] + dy, c[inside] + dx), images[inside])
    return result


def add_noise(images, sigma, rng):
    noise = rng.standard_normal(images.size).reshape(images.shape)
    noise *= sigma / 255
    noise += images
    return noise
