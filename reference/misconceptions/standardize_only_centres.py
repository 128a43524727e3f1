"""
Your standardize subtracts the mean but does not divide by the deviation: compute (x - mu) / sigma.

file: data.py
fails:
  - data/standardize_formula
  - data/standardize_other_sets[[]*
  - data/standardize_constant_features
  - data/float64_stays_float64[[]standardize]
"""


def standardize(train, *others):
    return tuple(x - train.mean(axis=0) for x in (train, *others))
