"""
Your standardize computes mean and deviation over all sets together, so that the network learns something
about the test set: compute both from train alone.

file: data.py
fails:
  - data/standardize_formula
  - data/standardize_other_sets[[]three]
  - data/standardize_constant_features
  - data/float64_stays_float64[[]standardize]
"""

_standardize = standardize


def standardize(train, *others):
    return _standardize(np.concatenate([train, *others]), train, *others)[1:]
