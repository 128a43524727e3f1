"""
Your NeuralNetwork sends no error to its first layer: in the backward pass every layer has its turn.

file: NeuralNetwork.py
fails:
  - network/five_steps
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def train(self, input_tensor, label_tensor):
        for layer in self.layers:
            input_tensor = layer.forward(input_tensor)
        loss = self.loss_layer.forward(input_tensor, label_tensor)
        error_tensor = self.loss_layer.backward(label_tensor)
        for layer in reversed(self.layers[1:]):
            error_tensor = layer.backward(error_tensor)
        return loss
