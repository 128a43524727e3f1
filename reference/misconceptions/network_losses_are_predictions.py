"""
Your forward returns the prediction, and train appends that to `loss`: return what loss_layer.forward gives, a
number.

file: network.py
fails:
  - network/*[[]one-sample]
  - network/denoising_a_cosine
  - network/forward_gives_the_loss_of_the_batch*
  - network/forward_leaves_the_loss_list_alone
  - network/forward_returns_the_loss
  - network/prediction_after_training*
  - network/stochastic_gradient_descent_on_four_people
  - network/train_appends_one_loss_per_iteration
  - network/train_continues*
  - network/twenty_training_steps
  - network/two_networks_share_nothing
  - mnist/first_losses
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def forward(self):
        input_tensor, self._label_tensor = self.data_layer.next()
        prediction = self.test(input_tensor)
        self.loss_layer.forward(prediction, self._label_tensor)
        return prediction
