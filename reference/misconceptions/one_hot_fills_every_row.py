"""
Your one_hot puts the 1 of every label into every row, which is what rows[:, labels] = 1 does: pair row
numbers with labels, rows[np.arange(n), labels] = 1.

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
    rows[:, labels] = 1.0
    return rows
