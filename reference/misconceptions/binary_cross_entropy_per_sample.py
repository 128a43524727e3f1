"""
Your BinaryCrossEntropyLoss.forward returns one loss per sample or per output: average over the batch, sum
over the outputs and return a single number.

file: loss.py
fails:
  - loss/*[[]BinaryCrossEntropyLoss]
  - loss/binary_cross_entropy_at_the_edges
  - loss/float64_stays
"""


class BinaryCrossEntropyLoss(BinaryCrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        super().forward(prediction_tensor, label_tensor)
        log_yes, log_no = np.log(self._prediction), np.log(1.0 - self._prediction)
        return -np.mean(label_tensor * log_yes + (1.0 - label_tensor) * log_no, axis=0)
