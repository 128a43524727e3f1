"""
Your FullyConnected keeps the column of ones of its first batch, which does not fit a batch of another size:
make the column as long as the current input in every forward.

file: layers.py
fails:
  - layers/fully_connected_batch_size_changes
  - layers/memory[[]FullyConnected]
  - layers/rows_are_independent[[]FullyConnected]
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def forward(self, input_tensor):
        if not hasattr(self, "_ones"):
            self._ones = np.ones((input_tensor.shape[0], 1))
        self._extended_input = np.hstack([input_tensor, self._ones])
        return self._extended_input @ self.weights
