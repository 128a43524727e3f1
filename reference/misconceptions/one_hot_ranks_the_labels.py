"""
Your one_hot numbers only the classes that occur, as with np.unique, so that the 1 is in the wrong column
whenever a class is missing: label k belongs to column k.

file: data.py
fails:
  - data/one_hot_example[[]*
  - data/one_hot_of_many_labels
"""

_one_hot = one_hot


def one_hot(labels, n_classes):
    _one_hot(labels, n_classes)
    return _one_hot(np.unique(labels, return_inverse=True)[1], n_classes)
