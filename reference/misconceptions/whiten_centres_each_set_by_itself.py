"""
Your whiten subtracts each set's own mean from it: subtract the mean of train from every set.

file: data.py
fails:
  - data/whiten_other_sets
  - data/whiten_constant_feature
  - data/float64_stays_float64[[]whiten]
"""

_whiten = whiten


def whiten(train, *others):
    return _whiten(train, *(x - x.mean(axis=0) + train.mean(axis=0) for x in others))
