"""
Your split cuts the numbers 0, 1, 2, ... in their own order: shuffle them first, with
rng.permutation(n_samples), or the sets differ in kind wherever the data is sorted.

file: data.py
fails:
  - data/split_is_complete
  - data/split_repeats_with_the_seed
"""


def split(n_samples, n_validation, n_test, rng):
    n_train = n_samples - n_validation - n_test
    if n_train < 0:
        raise ValueError("too few samples")
    order = np.arange(n_samples)
    return order[:n_train], order[n_train : n_train + n_validation], order[n_train + n_validation :]
