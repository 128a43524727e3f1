"""
Your whiten divides by a deviation that is zero up to rounding where the training set does not vary: add 1e-8
to S under the square root.

file: data.py
fails:
  - data/whiten_constant_feature
"""


def whiten(train, *others):
    mean = train.mean(axis=0)
    directions, variances, _ = np.linalg.svd((train - mean).T @ (train - mean) / len(train))
    return tuple((x - mean) @ directions / np.sqrt(variances) for x in (train, *others))
