"""
Your standardize maps each feature to its range, smallest to 0 and largest to 1: subtract the mean and divide
by the deviation.

file: data.py
fails:
  - data/standardize_formula
  - data/standardize_other_sets[[]*
  - data/standardize_constant_features
  - data/float64_stays_float64[[]standardize]
"""


def standardize(train, *others):
    low, high = train.min(axis=0), train.max(axis=0)
    return tuple((x - low) / np.where(low == high, 1.0, high - low) for x in (train, *others))
