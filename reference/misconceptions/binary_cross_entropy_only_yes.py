"""
Your BinaryCrossEntropyLoss lacks the terms of the labels 0, (1 - y) ln(1 - o) in forward and (1 - y)/(1 - o)
in backward: add them, a wrong yes must cost as much as a wrong no.

file: loss.py
fails:
  - loss/*[[]BinaryCrossEntropyLoss]
  - loss/binary_cross_entropy_at_the_edges
  - loss/float64_stays
"""


class BinaryCrossEntropyLoss(BinaryCrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        self._prediction = np.clip(prediction_tensor, EPSILON, 1.0 - EPSILON)
        return float(-np.sum(label_tensor * np.log(self._prediction)) / len(prediction_tensor))

    def backward(self, label_tensor):
        return -label_tensor / self._prediction / len(label_tensor)
