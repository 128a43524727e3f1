"""
Your network predicts for the first row of its input alone: run all rows through the layers, the batch may
have any size.

file: network.py
fails:
  - network/denoising_a_cosine
  - network/number_of_parameters
  - network/prediction_after_training[[]seven-samples]
  - network/stochastic_gradient_descent_on_four_people
  - network/test_returns_the_prediction
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def forward(self):
        input_tensor, self._label_tensor = self.data_layer.next()
        return self.loss_layer.forward(super().test(input_tensor), self._label_tensor)

    def test(self, input_tensor):
        return super().test(input_tensor[:1])
