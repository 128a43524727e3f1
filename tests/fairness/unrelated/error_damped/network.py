# Bug: the error is multiplied by 0.9 between the layers, against exploding gradients.
# Caught by: network/backward_goes_in_reverse

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any, Optional, Protocol, Union

import numpy as np
import numpy.typing as npt

Tensor = npt.NDArray[np.float64]


class DataLayer(Protocol):
    def next(self) -> tuple[Tensor, Tensor]: ...


class NeuralNetwork:
    layers: list[Any]
    loss: list[float]

    def __init__(self, optimizer: Any) -> None:
        self.optimizer: Any = optimizer
        self.layers = []
        self.loss = []
        self.data_layer: Optional[DataLayer] = None
        self.loss_layer: Optional[Any] = None
        self._label_tensor: Union[Tensor, None] = None

    def append_layer(self, layer: Any) -> None:
        if bool(layer.trainable):
            layer.optimizer = deepcopy(self.optimizer)
        self.layers.append(layer)

    def forward(self) -> float:
        assert self.data_layer is not None
        assert self.loss_layer is not None
        input_tensor: Tensor
        input_tensor, self._label_tensor = self.data_layer.next()
        return self.loss_layer.forward(self.test(input_tensor), self._label_tensor)

    def backward(self) -> None:
        assert self.loss_layer is not None
        error_tensor: Tensor = self.loss_layer.backward(self._label_tensor)
        backwards: Sequence[Any] = self.layers[::-1]
        for layer in backwards:
            error_tensor = 0.9 * layer.backward(error_tensor)

    def train(self, iterations: int) -> None:
        for _ in range(iterations):
            loss: float = self.forward()
            self.backward()
            self.loss.append(loss)

    def test(self, input_tensor: Tensor) -> Tensor:
        tensor: Tensor = input_tensor
        for layer in self.layers:
            tensor = layer.forward(tensor)
        return tensor
