"""
Your FullyConnected has a property that reads or sets itself without end: let the property optimizer keep its
value under another name, such as _optimizer.

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

    @property
    def optimizer(self):
        return self.optimizer

    @optimizer.setter
    def optimizer(self, value):
        self.optimizer = value
