"""
Your forward removes axes of length 1 from the batch, as squeeze does: hand the layers what data_layer.next()
gave, of shape (1, features) too.

file: network.py
fails:
  - network/denoising_a_cosine
  - network/forward_gives_the_loss_of_the_batch[[]one-sample]
  - network/gradients_of_all_weights[[]batch-of-one]
  - network/stochastic_gradient_descent_on_four_people
  - network/train_appends_one_loss_per_iteration
  - network/train_continues[[]three-then-four]
  - network/twenty_training_steps
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def forward(self):
        input_tensor, self._label_tensor = self.data_layer.next()
        return self.loss_layer.forward(self.test(input_tensor.squeeze()), self._label_tensor)
