"""
Your FullyConnected.forward gives a vector for a batch of one sample, as squeeze() does: the output has the
shape (batch, outputs) for every batch size.

file: layers.py
fails:
  - layers/lecture_two_input_neuron
  - layers/lecture_network_221
  - layers/lecture_chain_rule
  - layers/fully_connected_forward[[]one row]
  - layers/fully_connected_output[[]narrowing]
  - layers/fully_connected_batch_size_changes
  - layers/rows_are_independent[[]FullyConnected]
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def forward(self, input_tensor):
        output = super().forward(input_tensor)
        return output[0] if len(output) == 1 else output
