"""Asks its parts for more than the statement says, if they have it: optimizer.copy, loss_layer.label_tensor."""

import copy


class NeuralNetwork:
    def __init__(self, optimizer):
        self.optimizer = optimizer
        self.layers = []
        self.loss = []
        self.data_layer = None
        self.loss_layer = None
        self.label_tensor = None

    def _optimizer(self):
        if hasattr(self.optimizer, "copy"):
            return self.optimizer.copy()
        return copy.deepcopy(self.optimizer)

    def append_layer(self, layer):
        layer.position = len(self.layers)
        if getattr(layer, "trainable", False) is True:
            setattr(layer, "optimizer", self._optimizer())
        self.layers.append(layer)

    def forward(self):
        input_tensor, self.label_tensor = self.data_layer.next()
        for layer in self.layers:
            input_tensor = layer.forward(input_tensor)
        return self.loss_layer.forward(input_tensor, self.label_tensor)

    def backward(self):
        label_tensor = getattr(self.loss_layer, "label_tensor", None)
        if label_tensor is None:
            label_tensor = self.label_tensor
        error_tensor = self.loss_layer.backward(label_tensor)
        for layer in sorted(self.layers, key=lambda layer: -layer.position):
            error_tensor = layer.backward(error_tensor)

    def train(self, iterations):
        for _ in range(iterations):
            self.loss.append(self.forward())
            self.backward()

    def test(self, input_tensor):
        for layer in self.layers:
            input_tensor = layer.forward(input_tensor)
        return input_tensor
