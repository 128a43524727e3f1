"""
Your forward leaves out the last layer: loop over all of self.layers and hand the last one's output to the
loss layer.

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
        tensor, self._label_tensor = self.data_layer.next()
        for layer in self.layers[:-1]:
            tensor = layer.forward(tensor)
        return self.loss_layer.forward(tensor, self._label_tensor)
