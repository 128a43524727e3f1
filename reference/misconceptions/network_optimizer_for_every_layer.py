"""
Your append_layer gives an optimizer to layers that cannot be trained, too: do so only if layer.trainable is
true.

file: network.py
fails:
  - network/every_layer_has_its_own_optimizer
  - network/optimizer_is_copied_for_each_trainable_layer
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def append_layer(self, layer):
        layer.optimizer = deepcopy(self.optimizer)
        self.layers.append(layer)
