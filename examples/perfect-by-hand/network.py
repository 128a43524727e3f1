from copy import deepcopy
from functools import reduce


class NeuralNetwork(object):
    def __init__(self, opt):
        self._prototype = opt
        self.layers, self.loss = [], []
        self.data_layer = self.loss_layer = None
        self._batch = None

    def append_layer(self, layer):
        if getattr(layer, "trainable", False):
            setattr(layer, "optimizer", deepcopy(self._prototype))
        self.layers += [layer]

    def forward(self):
        self._batch = self.data_layer.next()
        x, y = self._batch
        return self.loss_layer.forward(self.test(x), y)

    def backward(self):
        _, y = self._batch
        reduce(lambda err, layer: layer.backward(err), self.layers[::-1], self.loss_layer.backward(y))

    def train(self, n):
        while n > 0:
            number = self.forward()
            self.backward()
            self.loss.append(float(number.item() if hasattr(number, "item") else number))
            n -= 1

    def test(self, x):
        return reduce(lambda value, layer: layer.forward(value), self.layers, x)
