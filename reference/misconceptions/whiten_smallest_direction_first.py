"""
Your whiten puts the direction of the smallest variance first, as np.linalg.eigh does: put the largest S
first, in the order of np.linalg.svd.

file: data.py
fails:
  - data/whiten_decorrelates
  - data/whiten_other_sets
  - data/whiten_constant_feature
  - data/float64_stays_float64[[]whiten]
"""

_whiten = whiten


def whiten(train, *others):
    return tuple(x[:, ::-1] for x in _whiten(train, *others))
