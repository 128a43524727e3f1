"""
Your whiten takes the singular values of the data for S, which are the square roots of n times those of the
covariance: decompose X^T X / n, or take their squares divided by n.

file: data.py
fails:
  - data/whiten_decorrelates
  - data/whiten_other_sets
  - data/whiten_constant_feature
  - data/float64_stays_float64[[]whiten]
"""


def whiten(train, *others):
    mean = train.mean(axis=0)
    _, values, rows = np.linalg.svd(train - mean, full_matrices=False)
    return tuple((x - mean) @ rows.T / np.sqrt(values + 1e-8) for x in (train, *others))
