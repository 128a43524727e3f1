"""
Your standardize leaves out the features that are constant in the training set: keep the shape and put 0 in
their place.

file: data.py
fails:
  - data/standardize_constant_features
"""

_standardize = standardize


def standardize(train, *others):
    varying = train.min(axis=0) < train.max(axis=0)
    return tuple(x[:, varying] for x in _standardize(train, *others))
