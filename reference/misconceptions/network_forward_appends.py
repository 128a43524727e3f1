"""
Your forward appends to the list `loss` instead of train: forward only returns the loss, let train append it.

file: network.py
fails:
  - network/forward_leaves_the_loss_list_alone
  - network/two_networks_share_nothing
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def forward(self):
        self.loss.append(super().forward())
        return self.loss[-1]

    def train(self, iterations):
        for _ in range(iterations):
            self.forward()
            self.backward()
