"""
Your whiten multiplies by U^T: the directions are the columns of U, so compute (x - mu) U; what np.linalg.svd
returns third is already transposed.

file: data.py
fails:
  - data/whiten_decorrelates
  - data/whiten_other_sets
  - data/float64_stays_float64[[]whiten]
"""


def whiten(train, *others):
    mean = train.mean(axis=0)
    _, variances, directions = np.linalg.svd((train - mean).T @ (train - mean) / len(train))
    return tuple((x - mean) @ directions / np.sqrt(variances + 1e-8) for x in (train, *others))
