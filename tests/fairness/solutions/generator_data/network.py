"""Draws its batches through a generator, takes generators as data layers too, and trains by a generator."""

import copy
from collections import deque


class NeuralNetwork:
    def __init__(self, optimizer):
        self._optimizer = optimizer
        self._source = None
        self._stream = None
        self.layers = []
        self.loss = []
        self.loss_layer = None

    @property
    def data_layer(self):
        return self._source

    @data_layer.setter
    def data_layer(self, source):
        self._source = source
        self._stream = iter(source.next, None) if hasattr(source, "next") else iter(source)

    def append_layer(self, layer):
        if layer.trainable:
            layer.optimizer = copy.deepcopy(self._optimizer)
        self.layers.append(layer)

    def _through(self, tensor):
        for layer in self.layers:
            tensor = layer.forward(tensor)
            yield tensor

    def forward(self):
        tensor, self._labels = next(self._stream)
        *_, prediction = self._through(tensor)
        return self.loss_layer.forward(prediction, self._labels)

    def _back(self):
        error = self.loss_layer.backward(self._labels)
        for layer in reversed(self.layers):
            error = layer.backward(error)
            yield error

    def backward(self):
        deque(self._back(), maxlen=0)

    def steps(self):
        while True:
            loss = self.forward()
            self.backward()
            yield loss

    def train(self, iterations):
        for _, loss in zip(range(iterations), self.steps()):
            self.loss.append(loss)

    def test(self, input_tensor):
        prediction = input_tensor
        for prediction in self._through(input_tensor):
            pass
        return prediction
