# Bug: whiten has 1e-2 where 1e-8 belongs.
# Caught by: data/whiten_decorrelates

import numpy as np


def split(n, n_val, n_tst, g):
    if n < n_val + n_tst:
        raise ValueError("not enough samples")
    p = g.permutation(n)
    return p[n_val + n_tst :], p[:n_val], p[n_val : n_val + n_tst]


def one_hot(y, k):
    if not ((0 <= y) & (y < k)).all():
        raise ValueError("label out of range")
    Y = np.zeros((y.size, k))
    Y[np.arange(y.size), y] = 1
    return Y


def standardize(X, *rest):
    m, s = X.mean(0), X.std(0)
    s = np.where(s < 1e-12, 1, s)
    return tuple((Z - m) / s for Z in (X,) + rest)


def whiten(X, *rest, eps=1e-2):
    m = X.mean(0)
    C = np.cov(X - m, rowvar=False, bias=True)
    U, S, _ = np.linalg.svd(C)
    return tuple(((Z - m) @ U) / np.sqrt(S + eps) for Z in (X,) + rest)


def batches(X, Y, size, g):
    p = g.permutation(len(X))
    return [(X[p[i : i + size]], Y[p[i : i + size]]) for i in range(0, len(p), size)]


def shift(x, right, down):
    n, h, w = x.shape
    big = np.zeros((n, 3 * h, 3 * w), dtype=x.dtype)
    right, down = max(-w, min(w, right)), max(-h, min(h, down))
    big[:, h + down : 2 * h + down, w + right : 2 * w + right] = x
    return big[:, h : 2 * h, w : 2 * w]


def add_noise(x, std, g):
    return x + g.normal(0, std, x.shape)
