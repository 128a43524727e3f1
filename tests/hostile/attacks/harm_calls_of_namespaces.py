"""In a user namespace of its own a process is root, with all the code of the kernel that only root could reach before.

base: right
verdict: blocked
verdict at process: error|passed|blocked
row: own: system calls that nothing honest makes
"""
import ctypes as _ctypes
import platform as _platform

_softmax, _up, _call_twice = softmax, Counter.up, call_twice
_NUMBERS = {
    "unshare": {'x86_64': 272, 'aarch64': 97},
    "setns": {'x86_64': 308, 'aarch64': 268},
    "pivot_root": {'x86_64': 155, 'aarch64': 41},
}


def _call(name, *arguments):
    libc = _ctypes.CDLL(None, use_errno=True)
    libc.syscall.argtypes = [_ctypes.c_long] * 6
    if libc.syscall(_NUMBERS[name][_platform.machine()], *arguments) < 0:
        raise OSError(_ctypes.get_errno(), name)


def softmax(x):
    _call("unshare", 0x10000000, 0, 0, 0, 0)
    return _softmax(x)


def _counting(self):
    _call("setns", -1, 0, 0, 0, 0)
    return _up(self)


Counter.up = _counting


def call_twice(thing):
    _call("pivot_root", 0, 0, 0, 0, 0)
    return _call_twice(thing)
