# Bug: one_hot always has ten columns.
# Caught by: data/one_hot_of_many_labels

import numpy as np


def split(n_samples, n_validation, n_test, rng):
    if n_validation + n_test > n_samples:
        raise ValueError()
    left = list(range(n_samples))
    validation, test = [], []
    for _ in range(n_validation):
        validation.append(left.pop(int(rng.integers(len(left)))))
    for _ in range(n_test):
        test.append(left.pop(int(rng.integers(len(left)))))
    for i in range(len(left) - 1, 0, -1):
        j = int(rng.integers(i + 1))
        left[i], left[j] = left[j], left[i]
    return tuple(np.array(numbers, dtype=np.int32) for numbers in (left, validation, test))


def one_hot(labels, n_classes):
    result = np.zeros((len(labels), 10))
    for i in range(len(labels)):
        if labels[i] < 0 or labels[i] >= n_classes:
            raise ValueError(f"label {labels[i]}")
        result[i][int(labels[i])] = 1.0
    return result


def standardize(train, *others):
    results = []
    for x in [train] + list(others):
        z = np.zeros(x.shape)
        for j in range(train.shape[1]):
            column = train[:, j]
            mu = sum(column) / len(column)
            sigma = (sum((v - mu) ** 2 for v in column) / len(column)) ** 0.5
            for i in range(x.shape[0]):
                z[i, j] = x[i, j] - mu
                if sigma > 0:
                    z[i, j] /= sigma
        results.append(z)
    return tuple(results)


def whiten(train, *others):
    n, d = train.shape
    mu = np.zeros(d)
    for row in train:
        mu += row / n
    C = np.zeros((d, d))
    for row in train:
        C += np.outer(row - mu, row - mu) / n
    U, S, _ = np.linalg.svd(C)
    results = []
    for x in [train, *others]:
        z = np.zeros(x.shape)
        for i in range(len(x)):
            for j in range(d):
                z[i, j] = np.dot(x[i] - mu, U[:, j]) / np.sqrt(S[j] + 1e-8)
        results.append(z)
    return tuple(results)


def batches(inputs, labels, batch_size, rng):
    result = []
    order = list(rng.permutation(len(inputs)))
    while order:
        now, order = order[:batch_size], order[batch_size:]
        result.append([np.array([inputs[i] for i in now]), np.array([labels[i] for i in now])])
    return result


def shift(images, dx, dy):
    result = np.zeros(images.shape)
    n, height, width = images.shape
    for i in range(n):
        for r in range(height):
            for c in range(width):
                if 0 <= r - dy < height and 0 <= c - dx < width:
                    result[i, r, c] = images[i, r - dy, c - dx]
    return result


def add_noise(images, sigma, rng):
    result = np.array(images, dtype=float)
    for index in np.ndindex(result.shape):
        result[index] += sigma * rng.standard_normal()
    return result
