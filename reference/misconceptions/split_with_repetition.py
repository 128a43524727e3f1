"""
Your split draws samples with repetition, so that some come several times and others never: cut one
rng.permutation(n_samples) in three (rng.integers and rng.choice repeat numbers).

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
    order = rng.choice(n_samples, n_samples)
    return order[:n_train], order[n_train : n_train + n_validation], order[n_train + n_validation :]
