# Bug: shift moves one pixel further to the right than it is asked to, if it moves at all.
# Caught by: data/shift_example[right]

import math

import numpy as np


def split(n_samples, n_validation, n_test, rng):
    everything = np.arange(n_samples)
    if n_validation + n_test > n_samples:
        raise ValueError("a sample cannot be in two sets")
    test = rng.choice(everything, size=n_test, replace=False)
    rest = np.setdiff1d(everything, test)
    validation = rng.choice(rest, size=n_validation, replace=False)
    train = rng.permutation(np.setdiff1d(rest, validation))
    return train, validation, test


def one_hot(labels, n_classes):
    labels = np.array(labels, dtype=np.int64)
    if np.any(labels != np.clip(labels, 0, n_classes - 1)):
        raise ValueError(labels)
    result = np.zeros((len(labels), n_classes))
    np.put_along_axis(result, labels[:, np.newaxis], 1, axis=1)
    return result


def standardize(train, *others):
    mean, variance = train.mean(axis=0), train.var(axis=0)
    factor = np.zeros_like(variance)
    np.divide(1, np.sqrt(variance), out=factor, where=variance > 0)
    return tuple((x - mean) * factor for x in (train, *others))


def whiten(train, *others):
    mean = train.mean(axis=0)
    covariance = sum(np.outer(row, row) for row in train - mean) / len(train)
    values, vectors = np.linalg.eig(covariance)
    order = np.argsort(-values)
    values, vectors = values[order].real, vectors[:, order].real
    return tuple(np.dot(x - mean, vectors) * (values + 1e-8) ** -0.5 for x in (train, *others))


def batches(inputs, labels, batch_size, rng):
    order = np.arange(len(labels))
    rng.shuffle(order)
    cuts = range(batch_size, len(order), batch_size)
    return zip(np.split(inputs[order], cuts), np.split(labels[order], cuts))


def shift(images, dx, dy):
    _, height, width = images.shape
    rows, columns = np.arange(height) - dy, np.arange(width) - (dx + 1 if dx > 0 else dx)
    moved = images.take(rows, axis=1, mode="clip").take(columns, axis=2, mode="clip")
    moved[:, (rows < 0) | (rows >= height), :] = 0
    moved[:, :, (columns < 0) | (columns >= width)] = 0
    return moved


def add_noise(images, sigma, rng):
    radius = np.sqrt(-2 * np.log(1 - rng.random(images.shape)))
    angle = 2 * math.pi * rng.random(images.shape)
    return images + sigma * radius * np.cos(angle)
