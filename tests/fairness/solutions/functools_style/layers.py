"""Layers are put together by functools.partial and by type(); the names are not classes written out."""

from functools import partial, partialmethod

import numpy as np


def stable_sigmoid(x):
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


class Activation:
    trainable = False

    def __init__(self, function, pull):
        self.function, self.pull = function, pull

    def forward(self, input_tensor):
        self.output = self.function(input_tensor)
        return self.output

    def backward(self, error_tensor):
        return self.pull(self.output, error_tensor)


ReLU = partial(Activation, partial(np.maximum, 0.0), lambda y, e: e * (y > 0))
Sigmoid = partial(Activation, stable_sigmoid, lambda y, e: e * y * (1 - y))


def TanH():
    return Activation(np.tanh, lambda y, e: e * (1 - y**2))


SoftMax = type(
    "SoftMax",
    (Activation,),
    {"__init__": partialmethod(Activation.__init__, softmax, lambda p, e: p * (e - np.sum(e * p, 1, keepdims=True)))},
)


class FullyConnected:
    trainable = True
    optimizer = None

    def __init__(self, input_size, output_size):
        self.weights = np.random.uniform(-0.1, 0.1, (input_size + 1, output_size))

    def _extend(self, side, x):
        return np.concatenate([x, np.ones((len(x), 1))], axis=side)

    extend = partialmethod(_extend, 1)

    def _forward(self, x):
        self.x = self.extend(x)
        return self.x.dot(self.weights)

    def _backward(self, e):
        below, self.gradient_weights = e.dot(self.weights[:-1].T), self.x.T.dot(e)
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return below

    forward = _forward
    backward = partialmethod(_backward)
