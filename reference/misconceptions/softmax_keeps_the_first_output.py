"""
Your SoftMax.backward uses the output of the first forward for ever: keep that of the latest forward.

file: layers.py
fails:
  - layers/memory[[]SoftMax]
  - layers/rows_are_independent[[]SoftMax]
  - mnist/first_losses
"""


class SoftMax(SoftMax):
    """The mistake."""

    def forward(self, input_tensor):
        first = getattr(self, "_probabilities", None)
        output = super().forward(input_tensor)
        if first is not None:
            self._probabilities = first
        return output
