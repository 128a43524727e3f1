"""
Your split raises ValueError where validation and test take all samples, although a set may be empty: refuse
only when n_validation + n_test is greater than n_samples (> and not >=).

file: data.py
fails:
  - data/split_with_empty_sets[[]no-training]
  - data/split_of_too_few_samples
"""


def split(n_samples, n_validation, n_test, rng):
    if n_validation + n_test >= n_samples:
        raise ValueError("too few samples")
    order = rng.permutation(n_samples)
    n_train = n_samples - n_validation - n_test
    return order[:n_train], order[n_train : n_train + n_validation], order[n_train + n_validation :]
