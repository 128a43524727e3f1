"""
Your whiten decomposes X^T X without dividing it by n, so that the result depends on the number of samples:
the covariance is X^T X / n.

file: data.py
fails:
  - data/whiten_decorrelates
  - data/whiten_other_sets
  - data/whiten_constant_feature
  - data/float64_stays_float64[[]whiten]
"""


def whiten(train, *others):
    mean = train.mean(axis=0)
    directions, variances, _ = np.linalg.svd((train - mean).T @ (train - mean))
    return tuple((x - mean) @ directions / np.sqrt(variances + 1e-8) for x in (train, *others))
