"""
Your split accepts more validation and test samples than there are: raise ValueError when n_validation +
n_test is greater than n_samples, because a slice says nothing.

file: data.py
fails:
  - data/split_of_too_few_samples
"""


def split(n_samples, n_validation, n_test, rng):
    order = rng.permutation(n_samples)
    n_train = n_samples - n_validation - n_test
    return order[:n_train], order[n_train : n_train + n_validation], order[n_train + n_validation :]
