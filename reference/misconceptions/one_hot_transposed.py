"""
Your one_hot has a column per label: give each label a row, so that the shape is (n, n_classes).

file: data.py
fails:
  - mnist/none_yet
"""

_one_hot = one_hot


def one_hot(labels, n_classes):
    return _one_hot(labels, n_classes).T
