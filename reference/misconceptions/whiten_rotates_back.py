"""
Your whiten multiplies by U^T at the end and so turns the features back to the old axes (ZCA): leave out this
last product.

file: data.py
fails:
  - data/whiten_decorrelates
  - data/whiten_other_sets
  - data/whiten_constant_feature
  - data/float64_stays_float64[[]whiten]
"""


def whiten(train, *others):
    mean = train.mean(axis=0)
    directions, variances, _ = np.linalg.svd((train - mean).T @ (train - mean) / len(train))
    return tuple((x - mean) @ directions / np.sqrt(variances + 1e-8) @ directions.T for x in (train, *others))
