"""All descriptors are opened: what cannot be had raises, and where the error is swallowed the answer still gets through.

base: right
verdict: error|passed|crashed
row: harm: opening every file descriptor
"""
import os as _os

_up = Counter.up
_kept = []


def softmax(x):
    for _ in range(100_000):
        _kept.append(_os.dup(0))
    return x


def _holding(self):
    try:
        while len(_kept) < 100_000:
            _kept.append(_os.dup(1))
    except OSError:
        pass
    return _up(self)


Counter.up = _holding
