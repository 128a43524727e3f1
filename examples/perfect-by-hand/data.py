import numpy as np


def split(n_samples, n_validation, n_test, rng):
    numbers = np.arange(n_samples)
    if n_validation + n_test > n_samples:
        raise ValueError("not enough samples")
    rng.shuffle(numbers)
    test = numbers[:n_test]
    validation = numbers[n_test : n_test + n_validation]
    train = numbers[n_test + n_validation :]
    return train, validation, test


def one_hot(labels, n_classes):
    rows = np.zeros((len(labels), n_classes))
    for i, label in enumerate(labels):
        if not 0 <= label < n_classes:
            raise ValueError("label %d does not fit into %d classes" % (label, n_classes))
        rows[i, label] = 1
    return rows


def standardize(*sets):
    train = sets[0]
    results = [np.zeros(np.shape(s)) for s in sets]
    for j in range(train.shape[1]):
        column = train[:, j]
        mu = sum(column) / len(column)
        sigma = np.sqrt(np.mean(np.square(column - mu)))
        for s, result in zip(sets, results):
            result[:, j] = (s[:, j] - mu) / (sigma if sigma > 1e-9 else 1.0)
    return tuple(results)


def whiten(train, *others):
    """by eigenvectors: for a symmetric positive matrix the same as the SVD, but sorted the other way"""
    mu = np.average(train, axis=0)
    C = np.cov(train, rowvar=False, bias=True).reshape(train.shape[1], -1)
    values, vectors = np.linalg.eigh(C)
    values, vectors = values[::-1], vectors[:, ::-1]
    scale = np.diag(1 / np.sqrt(np.maximum(values, 0) + 1e-8))
    return tuple(np.einsum("nf,fk,kl->nl", s - mu, vectors, scale) for s in (train,) + others)


def batches(inputs, labels, batch_size, rng):
    pairs = list(range(len(inputs)))
    rng.shuffle(pairs)
    result = []
    while pairs:
        chosen, pairs = pairs[:batch_size], pairs[batch_size:]
        result.append((np.array([inputs[i] for i in chosen]), np.array([labels[i] for i in chosen])))
    return result


def shift(images, dx, dy):
    n, height, width = images.shape
    moved = np.zeros(images.shape, images.dtype)
    for r in range(height):
        for c in range(width):
            if 0 <= r - dy < height and 0 <= c - dx < width:
                moved[:, r, c] = images[:, r - dy, c - dx]
    return moved


def add_noise(images, sigma, rng):
    noise = rng.standard_normal(np.shape(images))
    return np.add(images, np.multiply(sigma, noise))
