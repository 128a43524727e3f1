"""
Your whiten returns a bare array when there is only train: return a tuple of one array, tuple(...) or
(result,).

file: data.py
fails:
  - data/whiten_decorrelates
"""

_whiten = whiten


def whiten(train, *others):
    results = _whiten(train, *others)
    return results if others else results[0]
