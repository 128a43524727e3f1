# Bug: train stops early once the loss is small.
# Caught by: network/train_appends_one_loss_per_iteration

from copy import deepcopy


class NeuralNetwork:
    def __init__(self, optimizer):
        self.fresh_optimizer = lambda: deepcopy(optimizer)
        self.layers = []
        self.loss = []
        self.data_layer = None
        self.loss_layer = None
        self.way_back = []

    def append_layer(self, layer):
        if layer.trainable:
            layer.optimizer = self.fresh_optimizer()
        self.layers.append(layer)

    def forward(self):
        x, y = self.data_layer.next()
        self.way_back = []
        for layer in self.layers:
            x = layer.forward(x)
            self.way_back.insert(0, layer.backward)
        loss = self.loss_layer.forward(x, y)
        loss_layer = self.loss_layer
        self.way_back.insert(0, lambda _: loss_layer.backward(y))
        return loss

    def backward(self):
        error = None
        for step in self.way_back:
            error = step(error)

    def train(self, iterations):
        for _ in range(iterations):
            self.loss.append(self.forward())
            self.backward()
            if self.loss[-1] < 5:
                break

    def test(self, input_tensor):
        for layer in self.layers:
            input_tensor = layer.forward(input_tensor)
        return input_tensor
