"""
Your whiten rotates the features and does not scale them: divide each column by sqrt(S + 1e-8).

file: data.py
fails:
  - data/whiten_decorrelates
  - data/whiten_other_sets
  - data/whiten_constant_feature
  - data/float64_stays_float64[[]whiten]
"""


def whiten(train, *others):
    mean = train.mean(axis=0)
    directions = np.linalg.svd((train - mean).T @ (train - mean) / len(train))[0]
    return tuple((x - mean) @ directions for x in (train, *others))
