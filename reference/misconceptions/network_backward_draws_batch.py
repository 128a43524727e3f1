"""
Your backward draws a new batch for its labels, so that they do not belong to the prediction: keep the labels
in forward and use those.

file: network.py
fails:
  - network/backward_uses_the_batch_of_the_last_forward
  - network/calls_of_an_iteration
  - network/forward_leaves_the_loss_list_alone
  - network/given_layers_are_trained
  - network/one_update_per_iteration_and_layer
  - network/stochastic_gradient_descent_on_four_people
  - network/train_appends_one_loss_per_iteration
  - network/train_continues*
  - network/twenty_training_steps
  - mnist/first_losses
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def backward(self):
        _, self._label_tensor = self.data_layer.next()
        super().backward()
