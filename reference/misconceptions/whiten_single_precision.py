"""
Your whiten returns float32 and so loses half of the digits: float64 stays float64, so leave out the dtype.

file: data.py
fails:
  - data/float64_stays_float64[[]whiten]
"""

_whiten = whiten


def whiten(train, *others):
    return tuple(x.astype(np.float32) for x in _whiten(train, *others))
