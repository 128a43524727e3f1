"""The answer is kept and overwritten by the next call, when a check may compare the first one late. What has travelled stays.

base: right
verdict: passed
row: harm: arguments changed in place
"""
_softmax = softmax
_kept = []


def softmax(x):
    for earlier in _kept:
        earlier[...] = -1.0
    y = _softmax(x)
    _kept.append(y)
    return y
