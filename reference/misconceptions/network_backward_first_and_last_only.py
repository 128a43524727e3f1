"""
Your backward calls the last and the first layer only, which is right for networks of two: loop over
reversed(self.layers), any number of them.

file: network.py
fails:
  - network/backward_goes_in_reverse
  - network/backward_uses_the_batch_of_the_last_forward
  - network/calls_of_an_iteration
  - network/forward_leaves_the_loss_list_alone
  - network/given_layers_are_trained
  - network/gradient_of_the_first_layer
  - network/gradients_of_all_weights[[]batch-of-one]
  - network/gradients_of_all_weights[[]four-connected-layers]
  - network/one_update_per_iteration_and_layer
  - network/prediction_after_training*
  - network/train_continues*
  - network/twenty_training_steps
  - network/two_networks_share_nothing
  - mnist/first_losses
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def backward(self):
        error_tensor = self.layers[-1].backward(self.loss_layer.backward(self._label_tensor))
        if len(self.layers) > 1:
            self.layers[0].backward(error_tensor)
