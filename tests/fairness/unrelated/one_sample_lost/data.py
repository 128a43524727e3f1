# Bug: split cuts the training set one sample too early.
# Caught by: data/split_is_complete

import numpy as np


def split(n_samples, n_validation, n_test, rng):
    n_train = n_samples - n_validation - n_test
    if n_train < 0:
        raise ValueError("n_validation + n_test > n_samples")
    order = rng.uniform(size=n_samples).argsort()
    return order[: n_train - 1], order[n_train:][:n_validation], order[n_train:][n_validation:]


def one_hot(labels, n_classes):
    if np.setdiff1d(labels, np.arange(n_classes)).size:
        raise ValueError("unknown class")
    return np.eye(n_classes, dtype=np.float64)[labels, :]


def standardize(train, *others):
    mean = np.mean(train, axis=0, keepdims=True)
    std = np.std(train, axis=0, keepdims=True) + 1e-10
    return tuple(np.divide(np.subtract(x, mean), std) for x in (train, *others))


def whiten(train, *others):
    mean = train.mean(axis=0)
    S, U = np.linalg.eigh((train - mean).T @ (train - mean) / len(train))
    falling = np.argsort(S)[::-1]
    matrix = U[:, falling] / np.sqrt(S[falling] + 1e-8)
    return tuple((x - mean) @ matrix for x in (train, *others))


class batches:
    """Sequence protocol only: no __iter__, but __len__ and __getitem__."""

    def __init__(self, inputs, labels, batch_size, rng):
        order = np.argsort(rng.random(len(inputs)))
        self.inputs, self.labels, self.size = inputs[order], labels[order], batch_size

    def __len__(self):
        return -(-len(self.inputs) // self.size)

    def __getitem__(self, k):
        if k >= len(self):
            raise IndexError(k)
        part = slice(k * self.size, (k + 1) * self.size)
        return self.inputs[part], self.labels[part]


def shift(images, dx, dy):
    _, height, width = images.shape
    return np.eye(height, k=-dy) @ images @ np.eye(width, k=dx)


def add_noise(images, sigma, rng):
    return rng.normal(images, sigma)
