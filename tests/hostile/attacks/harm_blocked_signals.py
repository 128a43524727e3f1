"""A time limit that is an exception or a signal in the student's process is swallowed: ignored, blocked and caught.

base: right
verdict: timeout
row: harm: endless loop; forging 11
"""
import signal as _signal
import time as _time


def softmax(x):
    for each in set(_signal.Signals) - {_signal.SIGKILL, _signal.SIGSTOP}:
        _signal.signal(each, _signal.SIG_IGN)
    _signal.pthread_sigmask(_signal.SIG_BLOCK, range(1, 65))
    end = _time.monotonic() + 20
    while _time.monotonic() < end:
        try:
            while _time.monotonic() < end:
                pass
        except BaseException:
            continue
    return x
