# Bug: SquaredError.forward counts only predictions above their labels.
# Caught by: loss/loss_value[SquaredError]

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Final

import numpy as np
import numpy.typing as npt

Tensor = npt.NDArray[np.float64]
EPSILON: Final[float] = float(np.finfo(np.float64).eps)


class Loss(ABC):
    _prediction: Tensor

    @abstractmethod
    def forward(self, prediction_tensor: Tensor, label_tensor: Tensor) -> float: ...

    @abstractmethod
    def backward(self, label_tensor: Tensor) -> Tensor: ...


class CrossEntropyLoss(Loss):
    def forward(self, prediction_tensor: Tensor, label_tensor: Tensor) -> float:
        self._prediction = prediction_tensor
        loss: np.float64 = -np.sum(label_tensor * np.log(prediction_tensor + EPSILON))
        return float(loss)

    def backward(self, label_tensor: Tensor) -> Tensor:
        return -label_tensor / (self._prediction + EPSILON)


class BinaryCrossEntropyLoss(Loss):
    def forward(self, prediction_tensor: Tensor, label_tensor: Tensor) -> float:
        self._prediction = np.clip(prediction_tensor, EPSILON, 1.0 - EPSILON)
        yes: Tensor = label_tensor * np.log(self._prediction)
        no: Tensor = (1.0 - label_tensor) * np.log1p(-self._prediction)
        return float(-(yes + no).sum(axis=1).mean())

    def backward(self, label_tensor: Tensor) -> Tensor:
        slope: Tensor = (self._prediction - label_tensor) / (self._prediction * (1.0 - self._prediction))
        return slope / label_tensor.shape[0]


class SigmoidCrossEntropyLoss(Loss):
    def forward(self, prediction_tensor: Tensor, label_tensor: Tensor) -> float:
        self._prediction = prediction_tensor
        return float((np.logaddexp(0.0, prediction_tensor) - prediction_tensor * label_tensor).sum(axis=1).mean())

    def backward(self, label_tensor: Tensor) -> Tensor:
        sigmoid: Tensor = np.exp(-np.logaddexp(0.0, -self._prediction))
        return (sigmoid - label_tensor) / label_tensor.shape[0]


class SquaredError(Loss):
    def forward(self, prediction_tensor: Tensor, label_tensor: Tensor) -> float:
        self._prediction = prediction_tensor
        return float(0.5 * np.sum(np.maximum(prediction_tensor - label_tensor, 0.0) ** 2))

    def backward(self, label_tensor: Tensor) -> Tensor:
        return self._prediction - label_tensor


class MeanSquaredError(Loss):
    def forward(self, prediction_tensor: Tensor, label_tensor: Tensor) -> float:
        self._prediction = prediction_tensor
        return float(np.mean((prediction_tensor - label_tensor) ** 2))

    def backward(self, label_tensor: Tensor) -> Tensor:
        n: int = self._prediction.size
        return (2.0 / n) * (self._prediction - label_tensor)
