# Bug: test rounds its prediction to three digits.
# Caught by: network/test_returns_the_prediction

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any


@dataclass
class NeuralNetwork:
    optimizer: Any
    layers: list = field(default_factory=list)
    loss: list = field(default_factory=list)
    data_layer: Any = None
    loss_layer: Any = None
    labels: Any = field(default=None, repr=False)

    def append_layer(self, layer):
        self.layers.append(layer)
        if layer.trainable:
            layer.optimizer = deepcopy(self.optimizer)

    def forward(self):
        tensor, self.labels = self.data_layer.next()
        tensor = self.test(tensor)
        return self.loss_layer.forward(tensor, self.labels)

    def backward(self):
        tensor = self.loss_layer.backward(self.labels)
        for layer in reversed(self.layers):
            tensor = layer.backward(tensor)

    def train(self, iterations):
        self.loss.extend(self._step() for _ in range(iterations))

    def _step(self):
        loss = self.forward()
        self.backward()
        return loss

    def test(self, input_tensor):
        tensor = input_tensor
        for layer in self.layers:
            tensor = layer.forward(tensor)
        return tensor.round(3)
