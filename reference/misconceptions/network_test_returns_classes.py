"""
Your test returns the class of each row, an argmax: return the output of the last layer itself, one column per
output.

file: network.py
fails:
  - network/denoising_a_cosine
  - network/number_of_parameters
  - network/prediction_after_training*
  - network/starts_empty_and_takes_layers
  - network/stochastic_gradient_descent_on_four_people
  - network/test_returns_the_prediction
  - mnist/accuracy
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def forward(self):
        input_tensor, self._label_tensor = self.data_layer.next()
        return self.loss_layer.forward(super().test(input_tensor), self._label_tensor)

    def test(self, input_tensor):
        return super().test(input_tensor).argmax(axis=1)
