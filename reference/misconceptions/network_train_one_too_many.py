"""
Your train makes one iteration too many, as range(iterations + 1) does: loop over range(iterations).

file: network.py
fails:
  - network/calls_of_an_iteration
  - network/denoising_a_cosine
  - network/forward_leaves_the_loss_list_alone
  - network/given_layers_are_trained
  - network/one_update_per_iteration_and_layer
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

    def train(self, iterations):
        super().train(iterations + 1)
