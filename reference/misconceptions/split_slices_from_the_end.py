"""
Your split gives everything where a set should be empty, because order[-0:] is the whole array: count the
borders from the front, order[n_train + n_validation:].

file: data.py
fails:
  - data/split_with_empty_sets[[]no-validation]
  - data/split_with_empty_sets[[]no-test]
"""


def split(n_samples, n_validation, n_test, rng):
    if n_validation + n_test > n_samples:
        raise ValueError("too few samples")
    order = rng.permutation(n_samples)
    test, rest = order[-n_test:], order[: n_samples - n_test]
    return rest[: len(rest) - n_validation], rest[-n_validation:], test
