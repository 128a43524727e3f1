"""
Your train begins with a new list `loss`, so that a second call forgets the losses of the first: make the list
in __init__ and only append to it.

file: network.py
fails:
  - network/train_continues[[]three-then-four]
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def train(self, iterations):
        self.loss = []
        super().train(iterations)
