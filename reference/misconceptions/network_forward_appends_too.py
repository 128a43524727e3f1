"""
Your forward appends to the list `loss`, and so does train, so that every iteration stands in it twice: append
in train alone.

file: network.py
fails:
  - network/denoising_a_cosine
  - network/forward_leaves_the_loss_list_alone
  - network/prediction_after_training*
  - network/stochastic_gradient_descent_on_four_people
  - network/train_appends_one_loss_per_iteration
  - network/train_continues*
  - network/twenty_training_steps
  - network/two_networks_share_nothing
  - mnist/first_losses
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def forward(self):
        self.loss.append(super().forward())
        return self.loss[-1]
