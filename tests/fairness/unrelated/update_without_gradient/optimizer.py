# Bug: calculate_update lacks its second parameter, so that each call is a TypeError.
# Caught by: optimizer/sgd_step

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

Weights = TypeVar("Weights", float, npt.NDArray[np.float64])


class Sgd:
    __match_args__ = ("learning_rate",)

    def __init__(self, learning_rate: float | int) -> None:
        self.learning_rate: float = float(learning_rate)

    def calculate_update(self, weight_tensor: Weights, /) -> Weights:
        step: Weights = self.learning_rate * gradient_tensor
        return weight_tensor - step
