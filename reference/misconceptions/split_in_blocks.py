"""
Your split keeps neighbouring samples together and only chooses at random where to cut: take the samples one
by one at random, with rng.permutation(n_samples).

file: data.py
fails:
  - data/split_repeats_with_the_seed
"""


def split(n_samples, n_validation, n_test, rng):
    n_train = n_samples - n_validation - n_test
    if n_train < 0:
        raise ValueError("too few samples")
    order = np.roll(np.arange(n_samples), rng.integers(1, n_samples))
    return order[:n_train], order[n_train : n_train + n_validation], order[n_train + n_validation :]
