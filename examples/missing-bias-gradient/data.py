"""Preparing data. Every function returns new arrays."""

import numpy as np


def split(n_samples, n_validation, n_test, rng):
    if n_validation + n_test > n_samples:
        raise ValueError(f"{n_validation} + {n_test} samples wanted, there are {n_samples}")
    return tuple(np.split(rng.permutation(n_samples), [n_samples - n_validation - n_test, n_samples - n_test]))


def one_hot(labels, n_classes):
    labels = np.asarray(labels)
    if labels.min(initial=0) < 0 or labels.max(initial=0) >= n_classes:
        raise ValueError(f"labels must be between 0 and {n_classes - 1}")
    return np.eye(n_classes)[labels]


def standardize(train, *others):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std[std < 1e-12] = 1.0
    return tuple((x - mean) / std for x in (train, *others))


def whiten(train, *others):
    mean = train.mean(axis=0)
    centred = train - mean
    U, S, _ = np.linalg.svd(centred.T @ centred / len(train))
    return tuple((x - mean) @ U / np.sqrt(S + 1e-8) for x in (train, *others))


def batches(inputs, labels, batch_size, rng):
    order = rng.permutation(len(inputs))
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        yield inputs[rows], labels[rows]


def shift(images, dx, dy):
    n, height, width = images.shape
    dx, dy = int(np.clip(dx, -width, width)), int(np.clip(dy, -height, height))
    frame = np.zeros((n, 3 * height, 3 * width), dtype=images.dtype)
    frame[:, height + dy : 2 * height + dy, width + dx : 2 * width + dx] = images
    return frame[:, height : 2 * height, width : 2 * width].copy()


def add_noise(images, sigma, rng):
    return images + rng.normal(scale=sigma, size=images.shape)
