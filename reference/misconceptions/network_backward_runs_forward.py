"""
Your backward runs the network forward again, on a new batch, before it sends the error back: it belongs to
the last forward, so start from loss_layer.backward with the labels kept there.

file: network.py
fails:
  - network/backward_goes_in_reverse
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
        self.forward()
        super().backward()
