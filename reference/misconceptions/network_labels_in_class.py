"""
Your networks share the labels of the last batch, which are kept in the class or in a global variable: keep
them in self.

file: network.py
fails:
  - network/two_networks_share_nothing
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def __init__(self, optimizer):
        super().__init__(optimizer)
        del self._label_tensor

    def forward(self):
        input_tensor, type(self)._label_tensor = self.data_layer.next()
        return self.loss_layer.forward(self.test(input_tensor), self._label_tensor)
