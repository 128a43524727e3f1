"""A gigabyte on standard output fills a pipe, a log or a disk; by print, by os.write of bytes that are no text, and unread.

base: right
verdict: error
varies: yes
row: harm: 1 GB on stdout
"""
import os as _os
import time as _time

_softmax, _up, _call_twice = softmax, Counter.up, call_twice


def softmax(x):
    for _ in range(100):
        print("x" * 2**20)
    return _softmax(x)


def _flooding(self):
    for _ in range(100):
        _os.write(2, b"\xff\x00\x1b[" * 2**18)
    return _up(self)


Counter.up = _flooding


def call_twice(thing):
    _os.set_blocking(1, False)
    for _ in range(300):
        try:
            _os.write(1, b"z" * 2**16)
        except BlockingIOError:
            _time.sleep(0.001)
    return _call_twice(thing)
