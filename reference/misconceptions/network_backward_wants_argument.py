"""
Your backward wants an argument: it takes none, the labels that forward kept in self are all that it needs.

file: network.py
fails:
  - network/backward_goes_in_reverse
  - network/backward_uses_the_batch_of_the_last_forward
  - network/gradient_of_the_first_layer
  - network/gradients_of_all_weights*
  - network/two_networks_share_nothing
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def backward(self, label_tensor):
        super().backward()

    def train(self, iterations):
        for _ in range(iterations):
            self.loss.append(self.forward())
            self.backward(self._label_tensor)
