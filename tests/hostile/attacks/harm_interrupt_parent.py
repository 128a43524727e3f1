"""SIGINT becomes an exception in a parent that is a Python program, at whatever line it stands; SIGTERM ends it politely.

base: right
verdict: blocked|error
verdict at process: crashed|passed
varies: yes
row: harm: signals to the parent
"""
import os as _os
import signal as _signal

_softmax, _up, _parent = softmax, Counter.up, _os.getppid()


def softmax(x):
    _os.kill(_parent, _signal.SIGINT)
    return _softmax(x)


def _ending(self):
    _os.kill(_parent, _signal.SIGTERM)
    return _up(self)


Counter.up = _ending
