"""
Your whiten divides the covariance by n - 1, as np.cov does by default: divide X^T X by n, the number of
training samples.

file: data.py
fails:
  - data/whiten_decorrelates
  - data/whiten_other_sets
  - data/whiten_constant_feature
  - data/float64_stays_float64[[]whiten]
"""


def whiten(train, *others):
    mean = train.mean(axis=0)
    directions, variances, _ = np.linalg.svd((train - mean).T @ (train - mean) / (len(train) - 1))
    return tuple((x - mean) @ directions / np.sqrt(variances + 1e-8) for x in (train, *others))
