"""
Your losses keep no prediction in forward and take the labels in its place in backward: store the prediction
in self in forward and use it in backward.

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


def _forget(loss):
    forward, backward = loss.forward, loss.backward

    def forgetful(self, label_tensor):
        forward(self, label_tensor, label_tensor)
        return backward(self, label_tensor)

    loss.backward = forgetful


for _loss in (
    CrossEntropyLoss,
    BinaryCrossEntropyLoss,
    SigmoidCrossEntropyLoss,
    SquaredError,
    MeanSquaredError,
):
    _forget(_loss)
