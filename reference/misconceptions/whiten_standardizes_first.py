"""
Your whiten divides each feature by its deviation before it rotates, so that the directions are those of the
correlation matrix: decompose the covariance of train - mu as it is.

file: data.py
fails:
  - data/whiten_decorrelates
  - data/whiten_other_sets
  - data/whiten_constant_feature
  - data/float64_stays_float64[[]whiten]
"""

_whiten = whiten


def whiten(train, *others):
    return _whiten(*standardize(train, *others))
