"""
Your NeuralNetwork has no data_layer and loss_layer until somebody sets them: set both to None in __init__,
under exactly these names.

file: network.py
fails:
  - network/starts_empty_and_takes_layers
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def __init__(self, optimizer):
        super().__init__(optimizer)
        del self.data_layer, self.loss_layer
