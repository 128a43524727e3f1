"""
Your ReLU.forward writes its result into the input, which as a first layer changes the data set: return a new
array, np.maximum(x, 0).

file: layers.py
fails:
  - layers/arguments_unchanged[[]ReLU]
"""


class ReLU(ReLU):
    """The mistake."""

    def forward(self, input_tensor):
        self._is_active = input_tensor > 0
        input_tensor[input_tensor < 0] = 0.0
        return input_tensor
