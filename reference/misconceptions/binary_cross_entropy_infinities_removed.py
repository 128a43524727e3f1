"""
Your BinaryCrossEntropyLoss makes infinite values 0, as np.nan_to_num may, so that a certain and wrong answer
costs nothing: clip the prediction to [eps, 1 - eps] before the logarithm instead.

file: loss.py
fails:
  - loss/binary_cross_entropy_at_the_edges
"""


class BinaryCrossEntropyLoss(BinaryCrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        self._prediction = prediction_tensor
        log_yes, log_no = np.log(prediction_tensor), np.log(1.0 - prediction_tensor)
        log_yes, log_no = (np.nan_to_num(logs, neginf=0.0) for logs in (log_yes, log_no))
        total = -np.sum(label_tensor * log_yes + (1.0 - label_tensor) * log_no)
        return float(total / len(prediction_tensor))

    def backward(self, label_tensor):
        return np.nan_to_num(super().backward(label_tensor), posinf=0.0, neginf=0.0)
