"""
Your test appends to the list `loss`: only train may do so.

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
        prediction = super().test(input_tensor)
        self.loss.append(float(prediction.sum()))
        return prediction
