"""
Your BinaryCrossEntropyLoss computes with predictions of exactly 0 and 1, which gives inf or NaN: clip them to
[eps, 1 - eps] before the logarithms and the quotients.

file: loss.py
fails:
  - loss/binary_cross_entropy_at_the_edges
"""


class BinaryCrossEntropyLoss(BinaryCrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        self._prediction = prediction_tensor
        log_yes, log_no = np.log(self._prediction), np.log(1.0 - self._prediction)
        total = -np.sum(label_tensor * log_yes + (1.0 - label_tensor) * log_no)
        return float(total / len(prediction_tensor))
