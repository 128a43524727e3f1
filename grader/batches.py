"""Hand out batches of images held in the worker. Pure NumPy: knows no judge and no submission."""

from __future__ import annotations

from typing import Any

import numpy as np


class Batches:
    """
    A data layer over images held in the worker, so that no batch crosses the wire.

    Args:
        images: Pixels, shape ``(n, features)``, uint8.
        labels: Classes, shape ``(n,)``, integers.
        order: Rows to hand out, in this order, shape ``(steps * batch_size,)``.
        batch_size: Rows in a batch.
        classes: Columns of the one-hot labels.
        mean: Subtracted from every pixel.
        deviation: Divides every pixel after that.
    """

    def __init__(
        self,
        images: np.ndarray[Any, Any],
        labels: np.ndarray[Any, Any],
        order: np.ndarray[Any, Any],
        batch_size: int,
        classes: int,
        mean: float,
        deviation: float,
    ) -> None:
        self._images, self._labels, self._order = images, labels, order
        self._batch_size, self._start = batch_size, 0
        self._identity = np.eye(classes)
        self._mean, self._deviation = mean, deviation

    def next(self) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Return the next batch, inputs ``(batch, features)`` and one-hot labels ``(batch, classes)``."""
        rows = self._order[self._start : self._start + self._batch_size]
        self._start = (self._start + self._batch_size) % len(self._order)
        inputs = (self._images[rows] - self._mean) / self._deviation
        return inputs, self._identity[self._labels[rows]]
