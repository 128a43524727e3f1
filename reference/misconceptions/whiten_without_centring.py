"""
Your whiten does not subtract the mean of train: centre first, X = train - mu, and compute both the covariance
and the result from centred data.

file: data.py
fails:
  - data/whiten_decorrelates
  - data/whiten_other_sets
  - data/whiten_constant_feature
  - data/float64_stays_float64[[]whiten]
"""


def whiten(train, *others):
    directions, variances, _ = np.linalg.svd(train.T @ train / len(train))
    return tuple(x @ directions / np.sqrt(variances + 1e-8) for x in (train, *others))
