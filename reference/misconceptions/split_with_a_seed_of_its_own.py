"""
Your split gives the same sets whatever rng it gets, as with a generator made or seeded inside the function:
draw from the rng that is passed.

file: data.py
fails:
  - data/split_repeats_with_the_seed
"""

_split = split


def split(n_samples, n_validation, n_test, rng):
    return _split(n_samples, n_validation, n_test, np.random.default_rng(0))
