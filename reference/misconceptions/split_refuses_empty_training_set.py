"""
Your split raises ValueError where validation and test take all samples, although a set may be empty: refuse
only when n_validation + n_test is greater than n_samples (> and not >=).

file: data.py
fails:
  - mnist/none_yet
"""


def split(n_samples, n_validation, n_test, rng):
    if n_validation + n_test >= n_samples:
        raise ValueError("too few samples")
    order = rng.permutation(n_samples)
    n_train = n_samples - n_validation - n_test
    return order[:n_train], order[n_train : n_train + n_validation], order[n_train + n_validation :]
