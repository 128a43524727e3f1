"""
Your SoftMax.forward subtracts the maximum from the input in place, as x -= ... does, and so changes the
array of the layer below: compute the shifted input in a new array.

file: layers.py
fails:
  - layers/arguments_unchanged[[]SoftMax]
"""


class SoftMax(SoftMax):
    """The mistake."""

    def forward(self, input_tensor):
        input_tensor -= input_tensor.max(axis=1, keepdims=True)
        return super().forward(input_tensor)
