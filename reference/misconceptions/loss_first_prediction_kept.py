"""
Your losses keep the prediction of their first forward for good: set it anew in each forward, since backward
belongs to the latest one.

file: loss.py
fails:
  - loss/binary_cross_entropy_at_the_edges
  - loss/loss_error*
  - loss/memory*
  - mnist/first_losses
"""


def _keep_the_first(loss):
    forward = loss.forward

    def first(self, prediction_tensor, label_tensor):
        kept = dict(vars(self))
        value = forward(self, prediction_tensor, label_tensor)
        vars(self).update(kept)
        return value

    loss.forward = first


for _loss in (
    CrossEntropyLoss,
    BinaryCrossEntropyLoss,
    SigmoidCrossEntropyLoss,
    SquaredError,
    MeanSquaredError,
):
    _keep_the_first(_loss)
