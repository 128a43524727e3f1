"""
Your whiten uses each set's own mean and covariance: keep mu, U and S of train and transform every set with
them.

file: data.py
fails:
  - data/whiten_other_sets
  - data/whiten_constant_feature
  - data/float64_stays_float64[[]whiten]
"""

_whiten = whiten


def whiten(train, *others):
    return tuple(_whiten(x)[0] for x in (train, *others))
