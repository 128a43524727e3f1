"""A stack of layers and a loss."""

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
        raise NotImplementedError("NeuralNetwork.__init__")

    def append_layer(self, layer):
        """Append *layer*; a FullyConnected gets its own copy of the optimizer."""
        raise NotImplementedError("NeuralNetwork.append_layer")

    def train(self, input_tensor, label_tensor):
        """Run one step, forward and backward, and return its loss."""
        raise NotImplementedError("NeuralNetwork.train")
