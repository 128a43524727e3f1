"""
Your split returns lists: return NumPy arrays of integers, with which inputs[train] and arithmetic work
everywhere.

file: data.py
fails:
  - data/split_is_complete
  - data/split_repeats_with_the_seed
  - data/split_with_empty_sets[[]*
  - data/split_of_too_few_samples
"""

_split = split


def split(n_samples, n_validation, n_test, rng):
    return tuple(numbers.tolist() for numbers in _split(n_samples, n_validation, n_test, rng))
