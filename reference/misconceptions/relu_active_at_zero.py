"""
Your ReLU.backward lets the error pass where the input was exactly zero: return 0 there, the mask is x > 0.

file: layers.py
fails:
  - layers/relu_at_zero
"""


class ReLU(ReLU):
    """The mistake."""

    def forward(self, input_tensor):
        output = super().forward(input_tensor)
        self._is_active = input_tensor >= 0
        return output
