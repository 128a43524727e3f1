"""Calls layers, loss and data by the names of the parameters that the docstrings give."""

import copy


class NeuralNetwork:
    def __init__(self, optimizer):
        self.optimizer = optimizer
        self.layers = []
        self.loss = []
        self.data_layer = None
        self.loss_layer = None

    def append_layer(self, layer):
        if layer.trainable:
            layer.optimizer = copy.deepcopy(x=self.optimizer)
        self.layers.append(layer)

    def forward(self):
        input_tensor, self.label_tensor = self.data_layer.next()
        prediction_tensor = self.test(input_tensor=input_tensor)
        return self.loss_layer.forward(prediction_tensor=prediction_tensor, label_tensor=self.label_tensor)

    def backward(self):
        error_tensor = self.loss_layer.backward(label_tensor=self.label_tensor)
        for layer in reversed(self.layers):
            error_tensor = layer.backward(error_tensor=error_tensor)

    def train(self, iterations):
        for _ in range(iterations):
            self.loss.append(self.forward())
            self.backward()

    def test(self, input_tensor):
        for layer in self.layers:
            input_tensor = layer.forward(input_tensor=input_tensor)
        return input_tensor
