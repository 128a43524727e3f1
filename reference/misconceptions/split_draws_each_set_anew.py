"""
Your split draws each set by itself, so that the same sample can be in two of them: draw one permutation and
cut it in three.

file: data.py
fails:
  - data/split_is_complete
  - data/split_repeats_with_the_seed
  - data/split_with_empty_sets[[]*
  - data/split_of_too_few_samples
"""


def split(n_samples, n_validation, n_test, rng):
    n_train = n_samples - n_validation - n_test
    if n_train < 0:
        raise ValueError("too few samples")
    return tuple(rng.choice(n_samples, size, replace=False) for size in (n_train, n_validation, n_test))
