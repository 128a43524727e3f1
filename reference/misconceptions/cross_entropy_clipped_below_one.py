"""
Your CrossEntropyLoss.forward keeps predictions well below 1, as np.clip(p, eps, 0.999) does, so that a
certain and right answer still costs something: only 0 needs care, take ln(p + eps).

file: loss.py
fails:
  - loss/cross_entropy_of_zeros
  - loss/lecture_certain_and_right
"""


class CrossEntropyLoss(CrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        return super().forward(np.clip(prediction_tensor, 0.0, 0.999), label_tensor)
