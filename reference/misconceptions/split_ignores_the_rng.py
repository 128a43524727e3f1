"""
Your split takes its randomness from somewhere else than rng, for example from np.random, so that a seed does
not repeat it: call rng.permutation(n_samples).

file: data.py
fails:
  - data/split_repeats_with_the_seed
"""


def split(n_samples, n_validation, n_test, rng):
    n_train = n_samples - n_validation - n_test
    if n_train < 0:
        raise ValueError("too few samples")
    order = np.random.permutation(n_samples)
    return order[:n_train], order[n_train : n_train + n_validation], order[n_train + n_validation :]
