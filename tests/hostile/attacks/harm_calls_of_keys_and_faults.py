"""The keyring of whoever started the grader, page faults handled in user space, and the clock that decides what is late.

base: right
verdict: blocked
verdict at process: error|passed|blocked
row: own: system calls that nothing honest makes
"""
import ctypes as _ctypes
import platform as _platform

_softmax, _up, _call_twice = softmax, Counter.up, call_twice
_NUMBERS = {
    "keyctl": {'x86_64': 250, 'aarch64': 219},
    "userfaultfd": {'x86_64': 323, 'aarch64': 282},
    "clock_settime": {'x86_64': 227, 'aarch64': 112},
}


def _call(name, *arguments):
    libc = _ctypes.CDLL(None, use_errno=True)
    libc.syscall.argtypes = [_ctypes.c_long] * 6
    if libc.syscall(_NUMBERS[name][_platform.machine()], *arguments) < 0:
        raise OSError(_ctypes.get_errno(), name)


def softmax(x):
    _call("keyctl", 0, -3, 0, 0, 0)
    return _softmax(x)


def _counting(self):
    _call("userfaultfd", 1, 0, 0, 0, 0)
    return _up(self)


Counter.up = _counting


def call_twice(thing):
    _call("clock_settime", 9999, 0, 0, 0, 0)
    return _call_twice(thing)
