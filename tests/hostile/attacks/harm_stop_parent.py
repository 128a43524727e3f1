"""A stopped template is alive, and answers nobody: whoever waits without a limit waits for ever. Other signals go before.

base: right
verdict: blocked|error
verdict at process: crashed|passed|timeout
row: harm: signals to the parent
"""
import os as _os
import signal as _signal

_softmax, _parent = softmax, _os.getppid()


def softmax(x):
    for each in (_signal.SIGWINCH, _signal.SIGURG, _signal.SIGCONT, _signal.SIGSTOP):
        _os.kill(_parent, each)
    return _softmax(x)
