"""
Your one_hot returns integers or booleans where float64 is asked: start from np.zeros((n, n_classes)), which
is float64, or end with astype(np.float64).

file: data.py
fails:
  - data/one_hot_example[[]*
  - data/one_hot_of_many_labels
"""

_one_hot = one_hot


def one_hot(labels, n_classes):
    return _one_hot(labels, n_classes).astype(int)
