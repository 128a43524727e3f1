"""
Your one_hot does not raise ValueError for the label n_classes, the first one that is too large: labels go
from 0 to n_classes - 1, so refuse labels >= n_classes.

file: data.py
fails:
  - data/one_hot_of_impossible_labels[[]too-large]
"""


def one_hot(labels, n_classes):
    if np.min(labels) < 0 or np.max(labels) > n_classes:
        raise ValueError("impossible label")
    rows = np.zeros((len(labels), n_classes))
    rows[np.arange(len(labels)), labels] = 1.0
    return rows
