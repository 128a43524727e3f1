"""
Your forward hands the labels to loss_layer.forward first and the prediction second: the prediction is its
first argument.

file: network.py
fails:
  - network/*[[]one-sample]
  - network/backward_goes_in_reverse
  - network/backward_uses_the_batch_of_the_last_forward
  - network/denoising_a_cosine
  - network/forward_gives_the_loss_of_the_batch*
  - network/forward_leaves_the_loss_list_alone
  - network/given_layers_are_trained
  - network/gradient_of_the_first_layer
  - network/gradients_of_all_weights*
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

    def forward(self):
        input_tensor, self._label_tensor = self.data_layer.next()
        return self.loss_layer.forward(self._label_tensor, self.test(input_tensor))
