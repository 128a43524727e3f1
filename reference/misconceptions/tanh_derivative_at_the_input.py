"""
Your TanH.backward puts the input into 1 - y^2: y is the output of the latest forward.

file: layers.py
fails:
  - layers/none_yet
"""


class TanH(TanH):
    """The mistake."""

    def forward(self, input_tensor):
        self._input = input_tensor
        return super().forward(input_tensor)

    def backward(self, error_tensor):
        return error_tensor * (1.0 - self._input**2)
