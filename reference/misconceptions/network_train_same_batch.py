"""
Your train draws one batch and repeats it: ask data_layer.next() in every iteration.

file: network.py
fails:
  - network/calls_of_an_iteration
  - network/forward_leaves_the_loss_list_alone
  - network/given_layers_are_trained
  - network/one_update_per_iteration_and_layer
  - network/stochastic_gradient_descent_on_four_people
  - network/train_appends_one_loss_per_iteration
  - network/train_continues[[]three-then-four]
  - network/twenty_training_steps
  - mnist/first_losses
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def train(self, iterations):
        batch = self.data_layer.next() if iterations else None
        for _ in range(iterations):
            input_tensor, self._label_tensor = batch
            self.loss.append(self.loss_layer.forward(self.test(input_tensor), self._label_tensor))
            self.backward()
