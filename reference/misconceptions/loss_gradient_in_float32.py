"""
Your losses return float32 gradients of float64 predictions, as astype(np.float32) or dtype=np.float32 makes
them: leave NumPy's default, float64.

file: loss.py
fails:
  - loss/float64_stays
"""


def _in_float32(loss):
    backward = loss.backward
    loss.backward = lambda self, label_tensor: backward(self, label_tensor).astype(np.float32)


for _loss in (
    CrossEntropyLoss,
    BinaryCrossEntropyLoss,
    SigmoidCrossEntropyLoss,
    SquaredError,
    MeanSquaredError,
):
    _in_float32(_loss)
