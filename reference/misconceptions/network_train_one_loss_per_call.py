"""
Your train appends to `loss` once per call: append in the loop, once per iteration.

file: network.py
fails:
  - network/denoising_a_cosine
  - network/forward_leaves_the_loss_list_alone
  - network/prediction_after_training*
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
        loss = None
        for _ in range(iterations):
            loss = self.forward()
            self.backward()
        if loss is not None:
            self.loss.append(loss)
