"""
Your test calls forward first, which draws a batch and asks the loss layer: only run the given input through
the layers.

file: network.py
fails:
  - network/prediction_after_training*
  - network/test_returns_the_prediction
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def forward(self):
        input_tensor, self._label_tensor = self.data_layer.next()
        return self.loss_layer.forward(super().test(input_tensor), self._label_tensor)

    def test(self, input_tensor):
        if self.data_layer is not None:
            self.forward()
        return super().test(input_tensor)
