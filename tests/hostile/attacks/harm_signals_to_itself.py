"""Killed by its own group, stopped, or ended as if by a filter: absence of an answer is never a pass, however it looks.

base: wrong
verdict: crashed|blocked|timeout
row: own: signals to oneself
"""
import os as _os
import signal as _signal


def softmax(x):
    _os.kill(0, _signal.SIGKILL)


def _stop(self):
    _os.kill(_os.getpid(), _signal.SIGSTOP)


Counter.up = _stop


def call_twice(thing):
    _os.kill(_os.getpid(), _signal.SIGSYS)
