"""A time limit that is an exception or an alarm in the student's process can be swallowed. Ours comes from outside.

base: wrong
verdict: timeout
row: forging 11
"""
import signal as _signal
import time as _time


def softmax(x):
    for name in ("SIGALRM", "SIGXCPU", "SIGVTALRM", "SIGPROF", "SIGTERM", "SIGINT", "SIGUSR1"):
        _signal.signal(getattr(_signal, name), _signal.SIG_IGN)
    end = _time.monotonic() + 20
    while _time.monotonic() < end:
        try:
            while _time.monotonic() < end:
                sum(range(1000))
        except BaseException:
            continue
    return x
