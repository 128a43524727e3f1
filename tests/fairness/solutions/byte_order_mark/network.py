"""The file begins with a byte order mark, and its lines end in CR LF."""

from copy import deepcopy


class NeuralNetwork:
    def __init__(self, optimizer):
        self.optimizer = optimizer
        self.layers, self.loss = [], []
        self.data_layer, self.loss_layer = None, None

    def append_layer(self, layer):
        if layer.trainable:
            layer.optimizer = deepcopy(self.optimizer)
        self.layers.append(layer)

    def forward(self):
        self.input_tensor, self.label_tensor = self.data_layer.next()
        self.output_tensor = self.test(self.input_tensor)
        return self.loss_layer.forward(self.output_tensor, self.label_tensor)

    def backward(self):
        self.error_tensor = self.loss_layer.backward(self.label_tensor)
        for layer in self.layers[::-1]:
            self.error_tensor = layer.backward(self.error_tensor)

    def train(self, iterations):
        for iteration in range(iterations):
            self.loss.append(self.forward())
            self.backward()

    def test(self, input_tensor):
        for layer in self.layers:
            input_tensor = layer.forward(input_tensor)
        return input_tensor
