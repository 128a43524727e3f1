"""Keeps every loss as a plain float and a copy of the labels; the list of losses is written after backward."""

import copy

import numpy as np


class NeuralNetwork:
    def __init__(self, optimizer):
        if not callable(getattr(optimizer, "calculate_update", None)):
            raise ValueError("an optimizer has a method calculate_update")
        self.optimizer = optimizer
        self.layers, self.loss = [], []
        self.data_layer, self.loss_layer = None, None
        self._label_tensor = None

    def append_layer(self, layer):
        if layer.trainable:
            layer.optimizer = copy.deepcopy(self.optimizer)
        self.layers.append(layer)

    def forward(self):
        input_tensor, label_tensor = self.data_layer.next()
        if len(input_tensor) != len(label_tensor):
            raise ValueError("inputs and labels of different length")
        self._label_tensor = np.array(label_tensor)
        return float(self.loss_layer.forward(self.test(input_tensor), label_tensor))

    def backward(self):
        error_tensor = self.loss_layer.backward(self._label_tensor)
        for number in range(len(self.layers) - 1, -1, -1):
            error_tensor = self.layers[number].backward(error_tensor)

    def train(self, iterations):
        for _ in range(iterations):
            loss = self.forward()
            self.backward()
            self.loss.append(loss)

    def test(self, input_tensor):
        output_tensor = input_tensor
        for layer in self.layers:
            output_tensor = layer.forward(output_tensor)
        return output_tensor
