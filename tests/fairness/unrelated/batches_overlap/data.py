# Bug: batches take one sample too many, which comes again in the next batch.
# Caught by: data/batches_keep_pairs_together

from collections import namedtuple

import numpy as np

Split = namedtuple("Split", "train validation test")
Batch = namedtuple("Batch", ["inputs", "labels"])


def split(n_samples, n_validation, n_test, rng):
    held_out = n_validation + n_test
    if held_out > n_samples:
        raise ValueError(f"{held_out} of {n_samples}")
    numbers = list(range(n_samples))
    rng.shuffle(numbers)
    numbers = np.array(numbers, dtype=int)
    return Split(numbers[held_out:], numbers[n_test:held_out], numbers[:n_test])


def one_hot(labels, n_classes):
    if any(not 0 <= label < n_classes for label in labels):
        raise ValueError("a label is out of range")
    rows = (np.arange(n_classes) == label for label in labels)
    return np.array([row.astype(float) for row in rows])


def standardize(train, *others):
    mu = train.mean(axis=0)
    sigma = np.sqrt(np.mean((train - mu) ** 2, axis=0))
    sigma[sigma == 0] = 1
    return tuple((x - mu) / sigma for x in [train, *others])


def whiten(train, *others):
    mu = train.mean(axis=0)
    _, s, vt = np.linalg.svd((train - mu) / np.sqrt(len(train)), full_matrices=False)
    return tuple((x - mu) @ vt.T / np.sqrt(s**2 + 1e-8) for x in (train,) + others)


def batches(inputs, labels, batch_size, rng):
    order = rng.choice(len(inputs), len(inputs), replace=False)
    parts = (order[i : i + batch_size + 1] for i in range(0, len(order), batch_size))
    return (Batch(inputs[part], labels[part]) for part in parts)


def shift(images, dx, dy):
    n, height, width = images.shape
    padded = np.pad(images, ((0, 0), (abs(dy), abs(dy)), (abs(dx), abs(dx))))
    top, left = abs(dy) - dy, abs(dx) - dx
    return padded[:, top : top + height, left : left + width]


def add_noise(images, sigma, rng):
    return np.stack([image + rng.normal(scale=sigma, size=image.shape) for image in images])
