"""
Your whiten divides by S instead of its square root: S are variances of the rotated features, so divide by
sqrt(S + 1e-8).

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
    return tuple((x - mean) @ directions / (variances + 1e-8) for x in (train, *others))
