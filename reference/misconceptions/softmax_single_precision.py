"""
Your SoftMax computes its output in float32 and loses half of the digits: keep float64, the type of the input.

file: layers.py
fails:
  - layers/float64_stays[[]activations]
"""


class SoftMax(SoftMax):
    """The mistake."""

    def forward(self, input_tensor):
        return super().forward(input_tensor).astype(np.float32)
