"""Root of a namespace or a machine restarts it, loads code into its kernel, or moves its root. All with arguments that fail.

base: right
verdict: blocked
verdict at process: error|passed|blocked
row: own: system calls that nothing honest makes
"""
import ctypes as _ctypes
import platform as _platform

_softmax, _up, _call_twice = softmax, Counter.up, call_twice
_NUMBERS = {
    "reboot": {'x86_64': 169, 'aarch64': 142},
    "init_module": {'x86_64': 175, 'aarch64': 105},
    "chroot": {'x86_64': 161, 'aarch64': 51},
}


def _call(name, *arguments):
    libc = _ctypes.CDLL(None, use_errno=True)
    libc.syscall.argtypes = [_ctypes.c_long] * 6
    if libc.syscall(_NUMBERS[name][_platform.machine()], *arguments) < 0:
        raise OSError(_ctypes.get_errno(), name)


def softmax(x):
    _call("reboot", 0, 0, 0, 0, 0)
    return _softmax(x)


def _counting(self):
    _call("init_module", 0, 0, 0, 0, 0)
    return _up(self)


Counter.up = _counting


def call_twice(thing):
    _call("chroot", 0, 0, 0, 0, 0)
    return _call_twice(thing)
