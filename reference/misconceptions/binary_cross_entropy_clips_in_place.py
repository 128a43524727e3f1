"""
Your BinaryCrossEntropyLoss clips the caller's array itself, as np.clip with out= does: clip into a new array.

file: loss.py
fails:
  - loss/arguments_unchanged[[]BinaryCrossEntropyLoss]
"""


class BinaryCrossEntropyLoss(BinaryCrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        np.clip(prediction_tensor, 1e-7, 1.0 - 1e-7, out=prediction_tensor)
        return super().forward(prediction_tensor, label_tensor)
