"""
Your ReLU.forward lets a small part of negative inputs through, as a leaky ReLU does: return 0 for every
negative input.

file: layers.py
fails:
  - layers/none_yet
"""


class ReLU(ReLU):
    """The mistake."""

    def forward(self, input_tensor):
        self._is_active = input_tensor > 0
        return np.maximum(input_tensor, 0.01 * input_tensor)
