"""
Your ReLU lets a little of what is negative pass; it is 0 there.

file: Layers/ReLU.py
fails:
  - layers/relu_forward
  - layers/relu_backward
"""


class ReLU(ReLU):
    """The mistake."""

    def forward(self, input_tensor):
        self._active = np.where(input_tensor > 0, 1, 0.01)
        return input_tensor * self._active
