"""
Your append_layer gives an optimizer to every other layer, as if activations always stood between the others:
ask each layer whether layer.trainable is true.

file: network.py
fails:
  - network/denoising_a_cosine
  - network/every_layer_has_its_own_optimizer
  - network/stochastic_gradient_descent_on_four_people
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def append_layer(self, layer):
        if len(self.layers) % 2 == 0:
            layer.optimizer = deepcopy(self.optimizer)
        self.layers.append(layer)
