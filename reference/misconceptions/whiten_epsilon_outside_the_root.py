"""
Your whiten adds 1e-8 to the square root of S, where it is far too small: add it to S under the square root,
sqrt(S + 1e-8).

file: data.py
fails:
  - data/whiten_constant_feature
"""


def whiten(train, *others):
    mean = train.mean(axis=0)
    directions, variances, _ = np.linalg.svd((train - mean).T @ (train - mean) / len(train))
    return tuple((x - mean) @ directions / (np.sqrt(variances) + 1e-8) for x in (train, *others))
