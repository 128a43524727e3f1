"""
Your standardize divides by the variance: divide by the deviation, which is its square root (np.std).

file: data.py
fails:
  - data/standardize_formula
  - data/standardize_other_sets[[]*
  - data/standardize_constant_features
  - data/float64_stays_float64[[]standardize]
"""


def standardize(train, *others):
    mean, deviation = train.mean(axis=0), train.var(axis=0)
    deviation = np.where(train.min(axis=0) == train.max(axis=0), 1.0, deviation)
    return tuple((x - mean) / deviation for x in (train, *others))
