"""
Your test draws a batch from the data layer: predict from the input that it is given, and ask neither
data_layer nor loss_layer.

file: network.py
fails:
  - network/prediction_after_training*
  - network/starts_empty_and_takes_layers
  - network/stochastic_gradient_descent_on_four_people
  - network/test_returns_the_prediction
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def forward(self):
        input_tensor, self._label_tensor = self.data_layer.next()
        return self.loss_layer.forward(super().test(input_tensor), self._label_tensor)

    def test(self, input_tensor):
        input_tensor, _ = self.data_layer.next()
        return super().test(input_tensor)
