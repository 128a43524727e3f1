"""Without its channel, or with /dev/null and pipes in its place, the worker cannot answer: no pass, and no fault of the grader.

base: wrong
verdict: crashed|error|timeout|blocked
varies: yes
row: harm: writing to every open descriptor
"""
import os as _os

_up = Counter.up


def softmax(x):
    _os.closerange(0, 1024)
    return x


def _shuffling(self):
    null = _os.open("/dev/null", _os.O_RDWR)
    reading, writing = _os.pipe()
    for fd in range(3, 64):
        if fd not in (null, reading, writing):
            _os.dup2(writing if fd % 2 else null, fd)
    return _up(self)


Counter.up = _shuffling
