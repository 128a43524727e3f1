"""
Your backward goes through the layers from the first to the last: the error travels the other way, use
reversed(self.layers).

file: network.py
fails:
  - network/backward_goes_in_reverse
  - network/backward_uses_the_batch_of_the_last_forward
  - network/calls_of_an_iteration
  - network/denoising_a_cosine
  - network/forward_leaves_the_loss_list_alone
  - network/given_layers_are_trained
  - network/gradient_of_the_first_layer
  - network/gradients_of_all_weights*
  - network/one_update_per_iteration_and_layer
  - network/prediction_after_training*
  - network/stochastic_gradient_descent_on_four_people
  - network/train_continues*
  - network/twenty_training_steps
  - network/two_networks_share_nothing
  - mnist/first_losses
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def backward(self):
        error_tensor = self.loss_layer.backward(self._label_tensor)
        for layer in self.layers:
            error_tensor = layer.backward(error_tensor)
