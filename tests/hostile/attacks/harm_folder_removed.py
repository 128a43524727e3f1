"""The worker removes the folder that it stands in and the one above, and the next check finds neither.

base: right
verdict: passed|error|blocked|internal
row: own: what is hard to sweep
"""
import functools as _functools
import os as _os

_softmax = softmax


@_functools.cache
def _attack():
    here = _os.getcwd()
    above = _os.path.dirname(here)
    for place in (here, above):
        try:
            _os.rmdir(place)
        except OSError as error:
            print(error.errno, "rmdir")


def softmax(x):
    _attack()
    return _softmax(x)
