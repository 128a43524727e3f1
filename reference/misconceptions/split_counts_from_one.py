"""
Your split gives the numbers 1 to n_samples, so that sample 0 is never used and the last number points behind
the data: sample numbers begin at 0.

file: data.py
fails:
  - data/split_is_complete
  - data/split_repeats_with_the_seed
  - data/split_with_empty_sets[[]*
  - data/split_of_too_few_samples
"""

_split = split


def split(n_samples, n_validation, n_test, rng):
    return tuple(numbers + 1 for numbers in _split(n_samples, n_validation, n_test, rng))
