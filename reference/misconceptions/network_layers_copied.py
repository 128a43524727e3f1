"""
Your append_layer keeps a copy of the layer, so that the copies learn and the layers that you were given do
not: append the layer itself and copy the optimizer alone.

file: network.py
fails:
  - network/backward_goes_in_reverse
  - network/backward_uses_the_batch_of_the_last_forward
  - network/calls_of_an_iteration
  - network/given_layers_are_trained
  - network/gradient_of_the_first_layer
  - network/gradients_of_all_weights*
  - network/number_of_parameters
  - network/one_update_per_iteration_and_layer
  - network/starts_empty_and_takes_layers
  - network/train_continues*
  - network/twenty_training_steps
  - network/two_networks_share_nothing
  - mnist/accuracy
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def append_layer(self, layer):
        if layer.trainable:
            layer.optimizer = deepcopy(self.optimizer)
        self.layers.append(deepcopy(layer))
