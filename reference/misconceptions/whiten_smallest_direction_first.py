"""
Your whiten puts the direction of the smallest variance first, as np.linalg.eigh does: put the largest S
first, in the order of np.linalg.svd.

file: data.py
fails:
  - mnist/none_yet
"""

_whiten = whiten


def whiten(train, *others):
    return tuple(x[:, ::-1] for x in _whiten(train, *others))
