"""Functions of the module that are partials, objects with __call__ and lambdas."""

from functools import partial

import numpy as np


def _cut(n_samples, n_validation, n_test, rng):
    if n_validation + n_test > n_samples:
        raise ValueError("too few samples")
    order = np.argsort(rng.random(n_samples))
    return tuple(np.split(order, [n_samples - n_validation - n_test, n_samples - n_test]))


split = partial(_cut)


class _OneHot:
    def __call__(self, labels, n_classes):
        labels = np.asarray(labels)
        if labels.size and (labels.min() < 0 or labels.max() >= n_classes):
            raise ValueError(f"labels run from {labels.min()} to {labels.max()}")
        return np.eye(n_classes)[labels]


one_hot = _OneHot()


class _Transformation:
    """Fits to the first set, then transforms all."""

    def __call__(self, train, *others):
        transform = self.fit(train)
        return tuple(map(transform, (train, *others)))


class _Standardize(_Transformation):
    def fit(self, train):
        mu, sigma = np.mean(train, axis=0), np.std(train, axis=0)
        return lambda x: (x - mu) / (sigma + 1e-9)


class _Whiten(_Transformation):
    def fit(self, train):
        mu = np.mean(train, axis=0)
        values, vectors = np.linalg.eigh(np.dot((train - mu).T, train - mu) / train.shape[0])
        values, vectors = values[::-1], vectors[:, ::-1]
        return lambda x: (x - mu) @ vectors @ np.diag((values + 1e-8) ** -0.5)


standardize = _Standardize()
whiten = _Whiten()


class batches:
    """An iterator class that is called like a function."""

    def __init__(self, inputs, labels, batch_size, rng):
        self.inputs, self.labels, self.size = inputs, labels, batch_size
        self.order = np.arange(len(inputs))
        rng.shuffle(self.order)

    def __iter__(self):
        return self

    def __next__(self):
        if not len(self.order):
            raise StopIteration
        now, self.order = self.order[: self.size], self.order[self.size :]
        return self.inputs[now], self.labels[now]


def _moved(x, n, axis):
    x = np.roll(x, n, axis=axis)
    gap = [slice(None)] * x.ndim
    gap[axis] = slice(0, n) if n >= 0 else slice(n, None)
    x[tuple(gap)] = 0
    return x


shift = lambda images, dx, dy: _moved(_moved(images, dx, 2), dy, 1)  # noqa: E731
add_noise = lambda images, sigma, rng: np.array(images + rng.normal(0, sigma, size=images.shape))  # noqa: E731
