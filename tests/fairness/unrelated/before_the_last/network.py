# Bug: append_layer inserts before the last layer: insert(-1, ...) for append.
# Caught by: network/starts_empty_and_takes_layers

from copy import deepcopy


class NeuralNetwork:
    __slots__ = ("_labels", "data_layer", "layers", "loss", "loss_layer", "optimizer")

    def __init__(self, optimizer):
        self.optimizer, self.layers, self.loss = optimizer, [], []
        self.data_layer = self.loss_layer = self._labels = None

    def append_layer(self, layer):
        if layer.trainable:
            layer.optimizer = deepcopy(self.optimizer)
        self.layers.insert(-1, layer)

    def forward(self):
        x, self._labels = self.data_layer.next()
        for layer in self.layers:
            x = layer.forward(x)
        return self.loss_layer.forward(x, self._labels)

    def backward(self):
        e = self.loss_layer.backward(self._labels)
        for layer in self.layers[::-1]:
            e = layer.backward(e)

    def train(self, iterations):
        while iterations > 0:
            self.loss += [self.forward()]
            self.backward()
            iterations -= 1

    def test(self, input_tensor):
        for layer in self.layers:
            input_tensor = layer.forward(input_tensor)
        return input_tensor
