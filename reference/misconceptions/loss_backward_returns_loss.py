"""
Your losses' backward returns one number: it must return an array of the prediction's shape, the derivative
for each entry, without a sum or a mean over them.

file: loss.py
fails:
  - loss/arguments_unchanged*
  - loss/binary_cross_entropy_at_the_edges
  - loss/cross_entropy_error_at_zero
  - loss/float64_stays
  - loss/loss_error*
  - loss/loss_gradient*
  - loss/memory*
  - loss/sigmoid_cross_entropy_of_large_logits
  - mnist/first_losses
"""


def _sum(loss):
    backward = loss.backward
    loss.backward = lambda self, label_tensor: float(np.sum(backward(self, label_tensor)))


for _loss in (
    CrossEntropyLoss,
    BinaryCrossEntropyLoss,
    SigmoidCrossEntropyLoss,
    SquaredError,
    MeanSquaredError,
):
    _sum(_loss)
