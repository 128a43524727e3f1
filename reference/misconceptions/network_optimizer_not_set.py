"""
Your append_layer sets layer.optimizer of no layer, so that nothing is learnt: set it, under this name, to a
copy of the network's wherever layer.trainable is true, whatever the layer's class.

file: network.py
fails:
  - network/backward_uses_the_batch_of_the_last_forward
  - network/denoising_a_cosine
  - network/every_layer_has_its_own_optimizer
  - network/forward_leaves_the_loss_list_alone
  - network/given_layers_are_trained
  - network/one_update_per_iteration_and_layer
  - network/optimizer_is_copied_for_each_trainable_layer
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

    def append_layer(self, layer):
        self.layers.append(layer)
