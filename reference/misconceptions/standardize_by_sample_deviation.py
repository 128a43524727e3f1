"""
Your standardize divides by the sample deviation, whose sum is divided by n - 1: use sqrt(mean((x - mu)^2)),
which is np.std without ddof.

file: data.py
fails:
  - data/standardize_formula
  - data/standardize_other_sets[[]*
  - data/standardize_constant_features
  - data/float64_stays_float64[[]standardize]
"""


def standardize(train, *others):
    mean, deviation = train.mean(axis=0), train.std(axis=0, ddof=1)
    deviation = np.where(train.min(axis=0) == train.max(axis=0), 1.0, deviation)
    return tuple((x - mean) / deviation for x in (train, *others))
