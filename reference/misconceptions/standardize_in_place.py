"""
Your standardize writes into the arrays that it is given, as -= and /= do: compute a new array, (x - mu) /
sigma.

file: data.py
fails:
  - data/standardize_other_sets[[]*
"""


def standardize(train, *others):
    constant = train.min(axis=0) == train.max(axis=0)
    mean, deviation = train.mean(axis=0), np.where(constant, 1.0, train.std(axis=0))
    for x in (train, *others):
        x -= mean
        x /= deviation
    return (train, *others)
