"""
Your whiten computes the covariance between samples instead of features: with one sample per row it is X^T X /
n, of shape (features, features); np.cov needs rowvar=False.

file: data.py
fails:
  - data/whiten_decorrelates
  - data/whiten_other_sets
  - data/whiten_constant_feature
  - data/float64_stays_float64[[]whiten]
"""


def whiten(train, *others):
    mean = train.mean(axis=0)
    directions, variances, _ = np.linalg.svd(np.cov(train - mean))
    return tuple((x - mean) @ directions / np.sqrt(variances + 1e-8) for x in (train, *others))
