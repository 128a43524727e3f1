"""
Your Sigmoid.backward puts the input into y (1 - y): y is the output of the latest forward.

file: layers.py
fails:
  - layers/none_yet
"""


class Sigmoid(Sigmoid):
    """The mistake."""

    def forward(self, input_tensor):
        self._input = input_tensor
        return super().forward(input_tensor)

    def backward(self, error_tensor):
        return error_tensor * self._input * (1.0 - self._input)
