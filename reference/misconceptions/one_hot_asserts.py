"""
Your one_hot refuses impossible labels with another error than ValueError, as an assert does: write raise
ValueError(...) behind an if.

file: data.py
fails:
  - data/one_hot_of_impossible_labels[[]*
"""

_one_hot = one_hot


def one_hot(labels, n_classes):
    assert np.all(labels >= 0) and np.all(labels < n_classes), "impossible label"
    return _one_hot(labels, n_classes)
