"""
Your whiten subtracts the mean from train but not from the other sets: transform every set as (x - mu) U /
sqrt(S + 1e-8), with mu of train.

file: data.py
fails:
  - data/whiten_other_sets
  - data/whiten_constant_feature
  - data/float64_stays_float64[[]whiten]
"""

_whiten = whiten


def whiten(train, *others):
    shifted = _whiten(train, *(x + train.mean(axis=0) for x in others))
    return shifted
