# Exercise: data
import numpy as np


def split(n_samples, n_validation, n_test, rng):
    n_train = n_samples - n_validation - n_test
    if n_train < 0:
        raise ValueError("n_validation + n_test is larger than n_samples")
    perm = rng.permutation(n_samples)
    train = perm[:n_train]
    validation = perm[n_train:n_train + n_validation]
    test = perm[n_train + n_validation:]
    return train, validation, test


def one_hot(labels, n_classes):
    if np.any(labels < 0) or np.any(labels > n_classes - 1):
        raise ValueError("label out of range")
    result = np.zeros((labels.shape[0], n_classes))
    result[np.arange(labels.shape[0]), labels] = 1
    return result


def standardize(train, *others):
    mu = np.mean(train, axis=0)
    sigma = np.std(train, axis=0)
    # constant pixels: do not divide by zero
    sigma = np.where(sigma < 1e-10, 1, sigma)
    results = []
    for x in [train] + list(others):
        results.append((x - mu) / sigma)
    return tuple(results)


def whiten(train, *others):
    mu = np.mean(train, axis=0)
    X = train - mu
    C = X.T.dot(X) / X.shape[0]
    U, S, V = np.linalg.svd(C)
    results = []
    for x in [train] + list(others):
        rotated = np.dot(x - mu, U)
        results.append(rotated / np.sqrt(S + 1e-8))
    return tuple(results)


def batches(inputs, labels, batch_size, rng):
    perm = rng.permutation(inputs.shape[0])
    i = 0
    while i < inputs.shape[0]:
        idx = perm[i:i + batch_size]
        yield inputs[idx], labels[idx]
        i += batch_size


def shift(images, dx, dy):
    n, h, w = images.shape
    result = np.zeros_like(images)
    # for every target pixel: where does it come from?
    for row in range(h):
        for col in range(w):
            old_row, old_col = row - dy, col - dx
            if old_row >= 0 and old_row < h and old_col >= 0 and old_col < w:
                result[:, row, col] = images[:, old_row, old_col]
    return result


def add_noise(images, sigma, rng):
    return images + rng.normal(0, sigma, images.shape)
