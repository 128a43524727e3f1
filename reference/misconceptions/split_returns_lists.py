"""
Your split returns lists: return NumPy arrays of integers, with which inputs[train] and arithmetic work
everywhere.

file: data.py
fails:
  - mnist/none_yet
"""

_split = split


def split(n_samples, n_validation, n_test, rng):
    return tuple(numbers.tolist() for numbers in _split(n_samples, n_validation, n_test, rng))
