"""
Your standardize subtracts the mean only after the division, as x / sigma - mu does without parentheses:
compute (x - mu) / sigma.

file: data.py
fails:
  - data/standardize_formula
  - data/standardize_other_sets[[]*
  - data/standardize_constant_features
  - data/float64_stays_float64[[]standardize]
"""


def standardize(train, *others):
    deviation = np.where(train.min(axis=0) == train.max(axis=0), 1.0, train.std(axis=0))
    return tuple(x - train.mean(axis=0) / deviation for x in (train, *others))
