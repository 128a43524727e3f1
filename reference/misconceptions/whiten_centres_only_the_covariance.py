"""
Your whiten subtracts the mean for the covariance but transforms x itself: compute (x - mu) U / sqrt(S +
1e-8).

file: data.py
fails:
  - data/whiten_decorrelates
  - data/whiten_other_sets
  - data/whiten_constant_feature
  - data/float64_stays_float64[[]whiten]
"""


def whiten(train, *others):
    centred = train - train.mean(axis=0)
    directions, variances, _ = np.linalg.svd(centred.T @ centred / len(train))
    return tuple(x @ directions / np.sqrt(variances + 1e-8) for x in (train, *others))
