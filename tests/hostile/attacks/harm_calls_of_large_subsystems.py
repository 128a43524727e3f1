"""Programs in the kernel, counters of events and rings of requests: a long list of holes, and calls that no filter sees. All with arguments that fail.

base: right
verdict: blocked
verdict at process: error|passed|blocked
row: own: system calls that nothing honest makes
"""
import ctypes as _ctypes
import platform as _platform

_softmax, _up, _call_twice = softmax, Counter.up, call_twice
_NUMBERS = {
    "bpf": {'x86_64': 321, 'aarch64': 280},
    "perf_event_open": {'x86_64': 298, 'aarch64': 241},
    "io_uring_setup": {'x86_64': 425, 'aarch64': 425},
}


def _call(name, *arguments):
    libc = _ctypes.CDLL(None, use_errno=True)
    libc.syscall.argtypes = [_ctypes.c_long] * 6
    if libc.syscall(_NUMBERS[name][_platform.machine()], *arguments) < 0:
        raise OSError(_ctypes.get_errno(), name)


def softmax(x):
    _call("bpf", 0, 0, 0, 0, 0)
    return _softmax(x)


def _counting(self):
    _call("perf_event_open", 0, 0, -1, -1, 0)
    return _up(self)


Counter.up = _counting


def call_twice(thing):
    _call("io_uring_setup", 1, 0, 0, 0, 0)
    return _call_twice(thing)
