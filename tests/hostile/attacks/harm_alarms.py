"""A timer that fires every millisecond, or an exception from a late alarm, interrupts the worker's own code between the calls.

base: right
verdict: passed|error|crashed
varies: yes
row: own: signals to oneself
"""
import signal as _signal

_softmax, _up = softmax, Counter.up


def _raise(*_):
    raise KeyboardInterrupt("late")


def softmax(x):
    _signal.signal(_signal.SIGALRM, lambda *_: None)
    _signal.setitimer(_signal.ITIMER_REAL, 0.001, 0.001)
    return _softmax(x)


def _late(self):
    _signal.signal(_signal.SIGALRM, _raise)
    _signal.setitimer(_signal.ITIMER_REAL, 0.003, 0.001)
    return _up(self)


Counter.up = _late
