"""
Your append_layer gives all trainable layers one and the same optimizer: give each a copy of its own, made in
append_layer by copy.deepcopy, anew for each layer.

file: network.py
fails:
  - network/every_layer_has_its_own_optimizer
  - network/one_update_per_iteration_and_layer
  - network/optimizer_is_copied_for_each_trainable_layer
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def __init__(self, optimizer):
        super().__init__(deepcopy(optimizer))

    def append_layer(self, layer):
        if layer.trainable:
            layer.optimizer = self.optimizer
        self.layers.append(layer)
