# Bug: standardize clips its results to -1.5 to 1.5.
# Caught by: data/standardize_formula

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Parts(NamedTuple):
    train: Integers
    validation: Integers
    test: Integers


def split(n_samples: int, n_validation: int, n_test: int, rng: np.random.Generator, /) -> Parts:
    n_train: int = n_samples - n_validation - n_test
    if n_train < 0:
        raise ValueError(f"{n_validation=} and {n_test=} are more than {n_samples=}")
    order: Integers = rng.permuted(np.arange(n_samples))
    return Parts(*np.array_split(order, (n_train, n_train + n_validation)))


def one_hot(labels: npt.NDArray[np.integer], n_classes: int) -> Floats:
    if not np.isin(labels, range(n_classes)).all():
        raise ValueError(f"labels outside 0 to {n_classes - 1}: {set(labels.tolist())}")
    return np.equal.outer(labels, np.arange(n_classes)).astype(np.float64)


def standardize(train: Floats, *others: Floats) -> tuple[Floats, ...]:
    mean: Floats = train.mean(axis=0)
    deviation: Floats = np.sqrt(np.mean(np.square(train - mean), axis=0))
    deviation = np.where(deviation > 0, deviation, 1.0)
    return tuple(np.clip((x - mean) / deviation, -1.5, 1.5) for x in (train, *others))


def whiten(train: Floats, *others: Floats) -> tuple[Floats, ...]:
    mean: Floats = train.mean(axis=0)
    centred: Floats = train - mean
    directions: Floats
    variances: Floats
    directions, variances, _ = np.linalg.svd(centred.T @ centred / len(train), hermitian=True)
    return tuple((x - mean) @ directions / np.sqrt(variances + 1e-8) for x in (train, *others))


def batches(inputs: Floats, labels: Floats, batch_size: int, rng: np.random.Generator) -> Iterator[tuple[Floats, Floats]]:
    order: Integers = rng.permutation(inputs.shape[0])
    for start in range(0, order.size, batch_size):
        chosen: Integers = order[start : start + batch_size]
        yield inputs[chosen], labels[chosen]


def shift(images: Floats, dx: int, dy: int) -> Floats:
    shifted: Floats = np.zeros_like(images)
    height: int
    width: int
    height, width = images.shape[1:]
    top, bottom = max(dy, 0), min(height + dy, height)
    left, right = max(dx, 0), min(width + dx, width)
    if top < bottom and left < right:
        shifted[:, top:bottom, left:right] = images[:, top - dy : bottom - dy, left - dx : right - dx]
    return shifted


def add_noise(images: Floats, sigma: float, rng: np.random.Generator) -> Floats:
    noise: Floats = rng.normal(loc=0.0, scale=sigma, size=images.shape)
    return images + noise
