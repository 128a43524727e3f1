"""
Your one_hot has a column per label: give each label a row, so that the shape is (n, n_classes).

file: data.py
fails:
  - data/one_hot_example[[]*
  - data/one_hot_of_many_labels
"""

_one_hot = one_hot


def one_hot(labels, n_classes):
    return _one_hot(labels, n_classes).T
