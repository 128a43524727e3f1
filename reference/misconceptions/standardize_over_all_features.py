"""
Your standardize uses one mean and one deviation for the whole array: take them for each feature by itself,
with axis=0.

file: data.py
fails:
  - data/standardize_formula
  - data/standardize_other_sets[[]*
  - data/standardize_constant_features
  - data/float64_stays_float64[[]standardize]
"""


def standardize(train, *others):
    return tuple((x - train.mean()) / train.std() for x in (train, *others))
