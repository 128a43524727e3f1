"""
Your train stops as soon as `loss` has that many entries in all: a second call must add as many iterations as
it is asked for.

file: network.py
fails:
  - network/train_continues[[]three-then-four]
  - mnist/first_losses
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def train(self, iterations):
        super().train(iterations - len(self.loss))
