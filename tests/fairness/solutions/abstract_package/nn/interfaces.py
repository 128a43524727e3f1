from __future__ import annotations

from abc import ABC, abstractmethod


class Module(ABC):
    @property
    @abstractmethod
    def trainable(self) -> bool: ...

    @abstractmethod
    def forward(self, input_tensor): ...

    @abstractmethod
    def backward(self, error_tensor): ...


class Frozen(Module):
    trainable = False


class Learning(Module):
    optimizer = None
    trainable = True

    def __init__(self, weights):
        self.weights = weights

    def _step(self):
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)


class Loss(ABC):
    prediction = None

    def forward(self, prediction_tensor, label_tensor):
        self.prediction = prediction_tensor
        return self.value(prediction_tensor, label_tensor)

    def backward(self, label_tensor):
        return self.slope(self.prediction, label_tensor)

    @abstractmethod
    def value(self, prediction, label): ...

    @abstractmethod
    def slope(self, prediction, label): ...
