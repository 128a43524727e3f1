"""
Your standardize returns float32 and so loses half of the digits: float64 stays float64, so leave out the
dtype.

file: data.py
fails:
  - data/float64_stays_float64[[]standardize]
"""

_standardize = standardize


def standardize(train, *others):
    return tuple(x.astype(np.float32) for x in _standardize(train, *others))
