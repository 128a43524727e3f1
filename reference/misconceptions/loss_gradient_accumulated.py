"""
Your losses add each gradient to that of the backward before, as += on a kept array does: compute the gradient
anew in every backward.

file: loss.py
fails:
  - loss/binary_cross_entropy_at_the_edges
  - loss/loss_error*
  - loss/loss_gradient*
  - loss/memory*
  - mnist/first_losses
"""


def _accumulate(loss):
    backward = loss.backward

    def accumulated(self, label_tensor):
        gradient = backward(self, label_tensor)
        before = getattr(self, "_gradient", None)
        self._gradient = gradient if np.shape(before) != gradient.shape else before + gradient
        return self._gradient

    loss.backward = accumulated


for _loss in (
    CrossEntropyLoss,
    BinaryCrossEntropyLoss,
    SigmoidCrossEntropyLoss,
    SquaredError,
    MeanSquaredError,
):
    _accumulate(_loss)
