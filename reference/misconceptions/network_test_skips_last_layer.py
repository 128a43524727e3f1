"""
Your test leaves out the last layer: run the input through all of self.layers and return what the last one
gives.

file: network.py
fails:
  - network/denoising_a_cosine
  - network/number_of_parameters
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
        for layer in self.layers[:-1]:
            input_tensor = layer.forward(input_tensor)
        return input_tensor
