"""__del__ hangs during a call, or when the worker drops what it has answered with.

base: right
verdict: timeout|failed|error
row: harm: a __del__ that hangs
"""
import time as _time

_softmax = softmax


class _Clinging:
    def __del__(self):
        _time.sleep(20)


def softmax(x):
    _Clinging()
    return _softmax(x)
