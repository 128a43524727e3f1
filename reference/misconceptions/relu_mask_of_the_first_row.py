"""
Your ReLU.backward uses the mask of the first row of the batch for all rows: each entry has its own,
input_tensor > 0.

file: layers.py
fails:
  - layers/none_yet
"""


class ReLU(ReLU):
    """The mistake."""

    def forward(self, input_tensor):
        output = super().forward(input_tensor)
        self._is_active = output[0] > 0
        return output
