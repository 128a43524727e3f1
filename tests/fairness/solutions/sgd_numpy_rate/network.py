"""Keeps the losses as NumPy scalars and counts iterations in one; the layers lie in a list of its own class."""

from copy import deepcopy

import numpy as np


class Stack(list):
    def run(self, x):
        for layer in self:
            x = layer.forward(x)
        return x


class NeuralNetwork:
    def __init__(self, optimizer):
        self.optimizer = optimizer
        self.layers = Stack()
        self.loss = []
        self.data_layer = None
        self.loss_layer = None
        self.iteration = np.int64(0)

    def append_layer(self, layer):
        if layer.trainable:
            layer.optimizer = deepcopy(self.optimizer)
        self.layers.append(layer)

    def forward(self):
        batch = self.data_layer.next()
        self.input_tensor, self.label_tensor = batch
        self.prediction = self.layers.run(self.input_tensor)
        return np.asarray(self.loss_layer.forward(self.prediction, self.label_tensor))

    def backward(self):
        error = self.loss_layer.backward(self.label_tensor)
        for layer in self.layers[::-1]:
            error = layer.backward(error)

    def train(self, iterations):
        last = self.iteration + np.int64(iterations)
        while self.iteration < last:
            self.loss.append(np.float64(self.forward()))
            self.backward()
            self.iteration += 1

    def test(self, input_tensor):
        return self.layers.run(input_tensor)
