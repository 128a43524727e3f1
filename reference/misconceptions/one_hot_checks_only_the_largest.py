"""
Your one_hot refuses labels that are too large but takes a negative one: NumPy counts it from the end without
complaint, so raise ValueError for labels below 0 as well.

file: data.py
fails:
  - data/one_hot_of_impossible_labels[[]negative]
"""


def one_hot(labels, n_classes):
    if np.max(labels) >= n_classes:
        raise ValueError("label too large")
    rows = np.zeros((len(labels), n_classes))
    rows[np.arange(len(labels)), labels] = 1.0
    return rows
