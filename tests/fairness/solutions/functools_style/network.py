"""The passes are functools.reduce over the layers."""

import copy
from functools import reduce


class NeuralNetwork:
    def __init__(self, optimizer):
        self.optimizer = optimizer
        self.layers, self.loss = [], []
        self.data_layer = self.loss_layer = None

    def append_layer(self, layer):
        if layer.trainable:
            layer.optimizer = copy.copy(self.optimizer)
        self.layers.append(layer)

    def forward(self):
        x, self._y = self.data_layer.next()
        return self.loss_layer.forward(self.test(x), self._y)

    def backward(self):
        reduce(lambda e, layer: layer.backward(e), reversed(self.layers), self.loss_layer.backward(self._y))

    def train(self, iterations):
        self.loss += [(self.forward(), self.backward())[0] for _ in range(iterations)]

    def test(self, input_tensor):
        return reduce(lambda x, layer: layer.forward(x), self.layers, input_tensor)
