import copy

from Layers import *


class NeuralNetwork:
    def __init__(self, optimizer, loss_layer):
        self.optimizer, self.loss_layer, self.layers = optimizer, loss_layer, []

    def append_layer(self, layer):
        if isinstance(layer, FullyConnected):
            layer.optimizer = copy.deepcopy(self.optimizer)
        self.layers.append(layer)

    def train(self, x, y):
        for layer in self.layers:
            x = layer.forward(x)
        loss = self.loss_layer.forward(x, y)
        error = self.loss_layer.backward(y)
        for layer in self.layers[::-1]:
            error = layer.backward(error)
        return loss
