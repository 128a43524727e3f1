"""
Your append_layer puts each layer in front of the others, so that data runs through them the wrong way round:
append it at the end.

file: network.py
fails:
  - network/*[[]one-sample]
  - network/backward_goes_in_reverse
  - network/backward_uses_the_batch_of_the_last_forward
  - network/calls_of_an_iteration
  - network/denoising_a_cosine
  - network/forward_gives_the_loss_of_the_batch*
  - network/forward_leaves_the_loss_list_alone
  - network/forward_returns_the_loss
  - network/given_layers_are_trained
  - network/gradient_of_the_first_layer
  - network/gradients_of_all_weights*
  - network/number_of_parameters
  - network/one_update_per_iteration_and_layer
  - network/prediction_after_training*
  - network/starts_empty_and_takes_layers
  - network/stochastic_gradient_descent_on_four_people
  - network/test_returns_the_prediction
  - network/train_continues*
  - network/twenty_training_steps
  - network/two_networks_share_nothing
  - mnist/first_losses
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def append_layer(self, layer):
        super().append_layer(layer)
        self.layers.insert(0, self.layers.pop())
