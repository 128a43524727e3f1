"""
Your one_hot does not refuse impossible labels as asked: -1 counts from the end in NumPy and a label that is
too large raises IndexError, so compare all labels with 0 and n_classes first and raise ValueError.

file: data.py
fails:
  - data/one_hot_of_impossible_labels[[]*
"""


def one_hot(labels, n_classes):
    rows = np.zeros((len(labels), n_classes))
    rows[np.arange(len(labels)), labels] = 1.0
    return rows
