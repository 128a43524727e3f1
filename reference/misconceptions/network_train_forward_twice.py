"""
Your train runs forward twice in each iteration, once more to have the loss, and draws two batches: call it
once and append what it returns.

file: network.py
fails:
  - network/calls_of_an_iteration
  - network/forward_leaves_the_loss_list_alone
  - network/given_layers_are_trained
  - network/one_update_per_iteration_and_layer
  - network/stochastic_gradient_descent_on_four_people
  - network/train_appends_one_loss_per_iteration
  - network/train_continues*
  - network/twenty_training_steps
  - mnist/first_losses
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def train(self, iterations):
        for _ in range(iterations):
            self.forward()
            self.loss.append(self.forward())
            self.backward()
