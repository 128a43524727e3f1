# Bug: Sigmoid clips its input to -3 to 3 against overflow, far too early.
# Caught by: layers/large_inputs[Sigmoid]

from __future__ import annotations

from typing import ClassVar, Final, Protocol, final, runtime_checkable

import numpy as np
import numpy.typing as npt

Tensor = npt.NDArray[np.float64]


@runtime_checkable
class Optimizer(Protocol):
    def calculate_update(self, weight_tensor: Tensor, gradient_tensor: Tensor) -> Tensor: ...


class Layer(Protocol):
    trainable: ClassVar[bool]

    def forward(self, input_tensor: Tensor) -> Tensor: ...

    def backward(self, error_tensor: Tensor) -> Tensor: ...


@final
class FullyConnected(Layer):
    trainable: ClassVar[bool] = True
    BOUND: Final[float] = 0.1

    weights: Tensor
    gradient_weights: Tensor | None
    optimizer: Optimizer | None

    def __init__(self, input_size: int, output_size: int) -> None:
        self.weights = np.random.uniform(-self.BOUND, self.BOUND, (input_size + 1, output_size))
        self.gradient_weights = None
        self.optimizer = None
        self._extended: Tensor = np.empty((0, input_size + 1))

    def forward(self, input_tensor: Tensor) -> Tensor:
        ones: Tensor = np.ones((input_tensor.shape[0], 1), dtype=np.float64)
        self._extended = np.concatenate((input_tensor, ones), axis=1)
        return self._extended @ self.weights

    def backward(self, error_tensor: Tensor) -> Tensor:
        error_below: Tensor = error_tensor @ self.weights[:-1].T
        self.gradient_weights = self._extended.T @ error_tensor
        if isinstance(self.optimizer, Optimizer):
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_below


class ReLU(Layer):
    trainable: ClassVar[bool] = False

    def __init__(self) -> None:
        self._positive: npt.NDArray[np.bool_] | None = None

    def forward(self, input_tensor: Tensor) -> Tensor:
        self._positive = input_tensor > 0
        return np.where(self._positive, input_tensor, np.float64(0))

    def backward(self, error_tensor: Tensor) -> Tensor:
        if self._positive is None:
            raise RuntimeError("forward first")
        return np.where(self._positive, error_tensor, np.float64(0))


class Sigmoid(Layer):
    trainable: ClassVar[bool] = False
    _output: Tensor

    def forward(self, input_tensor: Tensor) -> Tensor:
        decay: Tensor = np.exp(-np.abs(np.clip(input_tensor, -3, 3)))
        self._output = np.where(input_tensor >= 0, 1.0, decay) / (1.0 + decay)
        return self._output

    def backward(self, error_tensor: Tensor) -> Tensor:
        return error_tensor * self._output * (1.0 - self._output)


class TanH(Layer):
    trainable: ClassVar[bool] = False
    _output: Tensor

    def forward(self, input_tensor: Tensor) -> Tensor:
        self._output = np.tanh(input_tensor)
        return self._output

    def backward(self, error_tensor: Tensor) -> Tensor:
        return error_tensor * (1.0 - self._output**2)


class SoftMax(Layer):
    trainable: ClassVar[bool] = False
    _output: Tensor

    def forward(self, input_tensor: Tensor) -> Tensor:
        powers: Tensor = np.exp(input_tensor - input_tensor.max(axis=1, keepdims=True))
        self._output = powers / powers.sum(axis=1, keepdims=True)
        return self._output

    def backward(self, error_tensor: Tensor) -> Tensor:
        mean: Tensor = np.sum(error_tensor * self._output, axis=1, keepdims=True)
        return self._output * (error_tensor - mean)
