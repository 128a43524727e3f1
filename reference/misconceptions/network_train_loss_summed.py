"""
Your train appends the sum of all losses so far: append the loss of the iteration alone.

file: network.py
fails:
  - network/denoising_a_cosine
  - network/forward_leaves_the_loss_list_alone
  - network/stochastic_gradient_descent_on_four_people
  - network/train_appends_one_loss_per_iteration
  - network/train_continues[[]three-then-four]
  - network/twenty_training_steps
  - network/two_networks_share_nothing
  - mnist/first_losses
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def train(self, iterations):
        for _ in range(iterations):
            self.loss.append(self.forward() + (self.loss[-1] if self.loss else 0.0))
            self.backward()
