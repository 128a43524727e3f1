"""
Your split returns arrays of True and False: return the sample numbers themselves, integer arrays, for example
pieces of rng.permutation(n_samples).

file: data.py
fails:
  - data/split_is_complete
  - data/split_repeats_with_the_seed
  - data/split_with_empty_sets[[]*
  - data/split_of_too_few_samples
"""

_split = split


def split(n_samples, n_validation, n_test, rng):
    return tuple(
        np.isin(np.arange(n_samples), numbers) for numbers in _split(n_samples, n_validation, n_test, rng)
    )
