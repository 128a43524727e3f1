"""A stack of layers and a loss."""

from copy import deepcopy

from Layers import *


class NeuralNetwork:
    """
    Layers one after the other.

    Attributes:
        layers: The layers in their order.
        loss_layer: The loss.
    """

    def __init__(self, optimizer, loss_layer):
        """Keep both; there are no layers yet."""
        # BEGIN SOLUTION
        self.optimizer = optimizer
        self.loss_layer = loss_layer
        self.layers = []
        # END SOLUTION

    def append_layer(self, layer):
        """Append *layer*; a FullyConnected gets its own copy of the optimizer."""
        # BEGIN SOLUTION
        if isinstance(layer, FullyConnected):
            layer.optimizer = deepcopy(self.optimizer)
        self.layers.append(layer)
        # END SOLUTION

    def train(self, input_tensor, label_tensor):
        """Run one step, forward and backward, and return its loss."""
        # BEGIN SOLUTION
        for layer in self.layers:
            input_tensor = layer.forward(input_tensor)
        loss = self.loss_layer.forward(input_tensor, label_tensor)
        error_tensor = self.loss_layer.backward(label_tensor)
        for layer in reversed(self.layers):
            error_tensor = layer.backward(error_tensor)
        return loss
        # END SOLUTION
