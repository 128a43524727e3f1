import numpy as np


def split(n_samples, n_validation, n_test, rng):
    sizes = (n_samples - n_validation - n_test, n_validation, n_test)
    return tuple(np.zeros(size, dtype=int) for size in sizes)


def one_hot(labels, n_classes):
    return np.zeros((len(labels), n_classes))


def standardize(train, *others):
    return tuple(np.zeros(x.shape) for x in (train, *others))


def whiten(train, *others):
    return tuple(np.zeros(x.shape) for x in (train, *others))


def batches(inputs, labels, batch_size, rng):
    for start in range(0, len(inputs), batch_size):
        stop = min(start + batch_size, len(inputs))
        yield np.zeros_like(inputs[start:stop]), np.zeros_like(labels[start:stop])


def shift(images, dx, dy):
    return np.zeros(images.shape)


def add_noise(images, sigma, rng):
    return np.zeros(images.shape)
