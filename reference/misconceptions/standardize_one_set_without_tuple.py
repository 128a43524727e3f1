"""
Your standardize returns a bare array when there is only train: return a tuple of one array, tuple(...) or
(result,).

file: data.py
fails:
  - data/standardize_other_sets[[]none]
"""

_standardize = standardize


def standardize(train, *others):
    results = _standardize(train, *others)
    return results if others else results[0]
