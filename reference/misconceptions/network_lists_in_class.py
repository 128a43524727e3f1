"""
Your networks share their lists of layers and losses, which are made in the class body or as a default
argument: make both lists in __init__, with self in front.

file: network.py
fails:
  - network/two_networks_share_nothing
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    layers, loss = [], []

    def __init__(self, optimizer):
        super().__init__(optimizer)
        del self.layers, self.loss
