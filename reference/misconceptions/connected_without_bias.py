"""
Your FullyConnected has no biases: give weights one more row than there are inputs and append a column of ones
to the input.

file: layers.py
fails:
  - layers/lecture_two_input_neuron
  - layers/lecture_network_221
  - layers/lecture_chain_rule
  - layers/lecture_parameter_count
  - layers/fully_connected_forward[[]*
  - layers/fully_connected_trainable
  - layers/fully_connected_input_gradient
  - layers/fully_connected_weight_gradient
  - layers/fully_connected_update
  - layers/fully_connected_output[[]*
  - layers/fully_connected_error
  - layers/fully_connected_gradient_weights
  - layers/fully_connected_large_layer
  - layers/fully_connected_batch_size_changes
  - layers/fully_connected_error_before_update
  - layers/fully_connected_calls_optimizer_once
  - layers/fully_connected_keeps_what_the_optimizer_returns
  - layers/fully_connected_without_optimizer
  - layers/fully_connected_optimizer_at_first
  - layers/fully_connected_replaces_its_weights
  - layers/fully_connected_initial_weights
  - layers/fully_connected_independent_draws
  - layers/arguments_unchanged[[]FullyConnected]
  - layers/memory[[]FullyConnected]
  - layers/rows_are_independent[[]FullyConnected]
  - layers/float64_stays[[]fully connected]
  - mnist/first_losses
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def __init__(self, input_size, output_size):
        super().__init__(input_size, output_size)
        self.weights = np.random.uniform(-0.1, 0.1, (input_size, output_size))

    def forward(self, input_tensor):
        self._input = input_tensor
        return input_tensor @ self.weights

    def backward(self, error_tensor):
        self.gradient_weights = self._input.T @ error_tensor
        error_below = error_tensor @ self.weights.T
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_below
