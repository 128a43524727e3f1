"""
Your one_hot makes as many columns as the largest label among its arguments asks for: make n_classes columns,
also when the last classes do not occur.

file: data.py
fails:
  - data/one_hot_of_many_labels
"""

_one_hot = one_hot


def one_hot(labels, n_classes):
    _one_hot(labels, n_classes)
    return _one_hot(labels, int(np.max(labels)) + 1)
