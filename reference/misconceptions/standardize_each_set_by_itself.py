"""
Your standardize uses each set's own mean and deviation: compute both from train once and use them for every
set, because a single new sample has none of its own.

file: data.py
fails:
  - data/standardize_formula
  - data/standardize_other_sets[[]three]
  - data/standardize_constant_features
  - data/float64_stays_float64[[]standardize]
"""

_standardize = standardize


def standardize(train, *others):
    return tuple(_standardize(x)[0] for x in (train, *others))
