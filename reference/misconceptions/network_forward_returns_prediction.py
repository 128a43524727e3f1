"""
Your forward returns the prediction of the last layer: return the loss, what loss_layer.forward gives for it
and the labels.

file: network.py
fails:
  - network/forward_gives_the_loss_of_the_batch*
  - network/forward_returns_the_loss
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def forward(self):
        input_tensor, self._label_tensor = self.data_layer.next()
        prediction = self.test(input_tensor)
        self._last = self.loss_layer.forward(prediction, self._label_tensor)
        return prediction

    def train(self, iterations):
        for _ in range(iterations):
            self.forward()
            self.loss.append(self._last)
            self.backward()
