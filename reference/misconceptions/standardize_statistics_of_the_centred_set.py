"""
Your standardize transforms train first and then takes the statistics for the other sets from the result,
which are 0 and 1: keep mean and deviation of train as it was.

file: data.py
fails:
  - data/standardize_formula
  - data/standardize_other_sets[[]three]
  - data/standardize_constant_features
  - data/float64_stays_float64[[]standardize]
"""

_standardize = standardize


def standardize(train, *others):
    (train,) = _standardize(train)
    return (train, *_standardize(train, *others)[1:])
