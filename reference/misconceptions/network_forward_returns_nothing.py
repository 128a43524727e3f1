"""
Your forward computes the loss but does not return it: end it with a return of what loss_layer.forward gives.

file: network.py
fails:
  - network/forward_gives_the_loss_of_the_batch*
  - network/forward_returns_the_loss
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def forward(self):
        self._last = super().forward()

    def train(self, iterations):
        for _ in range(iterations):
            self.forward()
            self.loss.append(self._last)
            self.backward()
