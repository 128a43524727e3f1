"""
Your one_hot puts the 1 a column too far to the left, as if the labels began at 1: label 0 belongs to column
0, so set result[i, labels[i]].

file: data.py
fails:
  - data/one_hot_example[[]*
  - data/one_hot_of_impossible_labels[[]*
  - data/one_hot_of_many_labels
"""

_one_hot = one_hot


def one_hot(labels, n_classes):
    _one_hot(labels, n_classes)
    rows = np.zeros((len(labels), n_classes))
    rows[np.arange(len(labels)), labels.astype(int) - 1] = 1.0
    return rows
