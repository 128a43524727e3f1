"""
Your whiten uses each set's own mean and covariance: keep mu, U and S of train and transform every set with
them.

file: data.py
fails:
  - mnist/none_yet
"""

_whiten = whiten


def whiten(train, *others):
    return tuple(_whiten(x)[0] for x in (train, *others))
