"""
Your whiten subtracts the mean within the arrays that it is given, as -= does: compute a new array, x - mu.

file: data.py
fails:
  - data/whiten_other_sets
"""

_whiten = whiten


def whiten(train, *others):
    results = _whiten(train, *others)
    mean = train.mean(axis=0)
    for x in (train, *others):
        x -= mean
    return results
