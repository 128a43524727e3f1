"""
Your split gives the numbers 1 to n_samples, so that sample 0 is never used and the last number points behind
the data: sample numbers begin at 0.

file: data.py
fails:
  - mnist/none_yet
"""

_split = split


def split(n_samples, n_validation, n_test, rng):
    return tuple(numbers + 1 for numbers in _split(n_samples, n_validation, n_test, rng))
