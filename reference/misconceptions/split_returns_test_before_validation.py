"""
Your split returns its sets in another order: return (train, validation, test), with n_validation samples in
the second and n_test in the third.

file: data.py
fails:
  - data/split_is_complete
  - data/split_with_empty_sets[[]*
"""

_split = split


def split(n_samples, n_validation, n_test, rng):
    train, validation, test = _split(n_samples, n_validation, n_test, rng)
    return train, test, validation
