"""
Your NeuralNetwork has no list `loss` until it is trained: set self.loss = [] in __init__.

file: network.py
fails:
  - network/forward_leaves_the_loss_list_alone
  - network/starts_empty_and_takes_layers
  - network/test_returns_the_prediction
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def __init__(self, optimizer):
        super().__init__(optimizer)
        del self.loss

    def train(self, iterations):
        self.loss = getattr(self, "loss", [])
        super().train(iterations)
