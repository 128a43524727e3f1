"""
Your ReLU.backward uses the mask of the first row of the batch for all rows: each entry has its own,
input_tensor > 0.

file: layers.py
fails:
  - layers/activation_gradient[[]ReLU]
  - layers/activation_error[[]ReLU]
  - layers/activation_of_a_large_batch[[]ReLU]
  - layers/arguments_unchanged[[]ReLU]
  - layers/memory[[]ReLU]
  - layers/float64_stays[[]activations]
  - mnist/first_losses
"""


class ReLU(ReLU):
    """The mistake."""

    def forward(self, input_tensor):
        output = super().forward(input_tensor)
        self._is_active = output[0] > 0
        return output
