"""1,000 folders in each other, too deep for a path and a recursive removal, and folders that took away their own rights.

base: right
verdict: passed|error|timeout|blocked
row: own: what is hard to sweep
"""
import functools as _functools
import os as _os

_softmax, _up = softmax, Counter.up


@_functools.cache
def _deep():
    for _ in range(1000):
        _os.mkdir("d")
        _os.chdir("d")


def softmax(x):
    _deep()
    return _softmax(x)


@_functools.cache
def _locked():
    _os.makedirs("locked/inner")
    open("locked/inner/file", "w").close()
    _os.chmod("locked/inner/file", 0)
    _os.chmod("locked/inner", 0)
    _os.chmod("locked", 0)
    _os.chmod(".", 0)
    _os.chmod("..", 0o500)


def _locking(self):
    _locked()
    return _up(self)


Counter.up = _locking
