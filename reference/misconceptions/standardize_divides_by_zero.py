"""
Your standardize divides by zero where a feature is constant in the training set and makes it NaN: put 1 in
the place of a deviation of 0 before you divide, with np.where.

file: data.py
fails:
  - data/standardize_constant_features
"""


def standardize(train, *others):
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    return tuple((x - mean) / deviation for x in (train, *others))
