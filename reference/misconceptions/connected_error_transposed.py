"""
Your FullyConnected.backward returns its error transposed, features before batch: compute E W'^T, one row for
each row of the batch.

file: layers.py
fails:
  - layers/lecture_chain_rule
  - layers/fully_connected_input_gradient
  - layers/fully_connected_error
  - layers/fully_connected_large_layer
  - layers/fully_connected_error_before_update
  - layers/arguments_unchanged[[]FullyConnected]
  - layers/memory[[]FullyConnected]
  - layers/rows_are_independent[[]FullyConnected]
  - layers/float64_stays[[]fully connected]
  - mnist/first_losses
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def backward(self, error_tensor):
        return super().backward(error_tensor).T
