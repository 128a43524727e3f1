"""
Your one_hot returns float32 where float64 is asked: leave out the dtype, np.zeros((n, n_classes)) is float64.

file: data.py
fails:
  - data/one_hot_example[[]*
  - data/one_hot_of_many_labels
"""

_one_hot = one_hot


def one_hot(labels, n_classes):
    return _one_hot(labels, n_classes).astype(np.float32)
