from abc import ABC, abstractmethod
from copy import copy


class Model(ABC):
    """The loop of training; what a step is, subclasses say."""

    def __init__(self, optimizer):
        self._pattern = optimizer
        self.history = []

    @property
    def loss(self):
        return self.history

    @abstractmethod
    def forward(self): ...

    @abstractmethod
    def backward(self): ...

    def train(self, iterations):
        for _ in range(iterations):
            self.history.append(self.step())

    def step(self):
        loss = self.forward()
        self.backward()
        return loss

    def new_optimizer(self):
        return copy(self._pattern)


class Sequential(Model):
    def __init__(self, optimizer):
        super().__init__(optimizer)
        self.layers = []

    def append_layer(self, layer):
        self.layers.append(layer)
        if not layer.trainable:
            return
        layer.optimizer = self.new_optimizer()

    def test(self, input_tensor):
        output_tensor = input_tensor
        for layer in self.layers:
            output_tensor = layer.forward(output_tensor)
        return output_tensor

    predict = __call__ = test
