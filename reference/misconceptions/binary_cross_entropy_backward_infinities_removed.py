"""
Your BinaryCrossEntropyLoss.backward is 0 where the prediction is certain and wrong, as np.nan_to_num or a
mask makes it: keep the prediction from 0 and 1 by eps and divide, which gives a large gradient.

file: loss.py
fails:
  - loss/binary_cross_entropy_at_the_edges
"""


class BinaryCrossEntropyLoss(BinaryCrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        loss = super().forward(prediction_tensor, label_tensor)
        self._prediction = prediction_tensor
        return loss

    def backward(self, label_tensor):
        return np.nan_to_num(super().backward(label_tensor), nan=0.0, posinf=0.0, neginf=0.0)
