"""
Your losses stop at a batch of one row, whose first axis np.squeeze or an index has removed: a batch of one is
an array of shape (1, outputs), keep both axes.

file: loss.py
fails:
  - loss/lecture_constant_prediction
  - loss/loss_error*
  - loss/loss_of_rows*
"""


def _squeeze(loss):
    forward = loss.forward

    def squeezed(self, prediction_tensor, label_tensor):
        np.sum(np.squeeze(prediction_tensor), axis=1)
        return forward(self, prediction_tensor, label_tensor)

    loss.forward = squeezed


for _loss in (
    CrossEntropyLoss,
    BinaryCrossEntropyLoss,
    SigmoidCrossEntropyLoss,
    SquaredError,
    MeanSquaredError,
):
    _squeeze(_loss)
