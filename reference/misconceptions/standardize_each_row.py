"""
Your standardize gives each sample, a row, mean 0 and deviation 1: standardise each feature, a column, with
mean and deviation of train over axis=0.

file: data.py
fails:
  - data/standardize_formula
  - data/standardize_other_sets[[]*
  - data/standardize_constant_features
  - data/float64_stays_float64[[]standardize]
"""


def standardize(train, *others):
    return tuple((x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True) for x in (train, *others))
