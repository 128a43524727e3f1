"""A debugger on the parent reads and writes the code of the next checks; one on oneself stops at every signal; memory is read without one.

Where nothing but the process is confined it may attach, and read the template, which holds no answers.

base: right
verdict: blocked
verdict at process: passed|blocked|error|timeout|crashed
row: harm: ptrace
"""
import ctypes as _ctypes
import os as _os
import signal as _signal

_softmax, _up, _call_twice = softmax, Counter.up, call_twice
_SEIZE, _DETACH = 0x4206, 17


def _libc():
    libc = _ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [_ctypes.c_long] * 4
    return libc


def softmax(x):
    libc = _libc()
    if libc.ptrace(_SEIZE, _os.getppid(), 0, 0) < 0:
        raise OSError(_ctypes.get_errno(), "ptrace")
    libc.ptrace(_DETACH, _os.getppid(), 0, 0)
    return _softmax(x)


def _traced(self):
    if _libc().ptrace(0, 0, 0, 0) < 0:
        raise OSError(_ctypes.get_errno(), "ptrace")
    _os.kill(_os.getpid(), _signal.SIGUSR1)
    return _up(self)


Counter.up = _traced


class _Piece(_ctypes.Structure):
    _fields_ = [("base", _ctypes.c_void_p), ("length", _ctypes.c_size_t)]


def call_twice(thing):
    text = _ctypes.create_string_buffer(4096)
    here, there = _Piece(_ctypes.addressof(text), 4096), _Piece(id(_os.environ), 4096)
    found = _libc().process_vm_readv(
        _os.getppid(), _ctypes.byref(here), 1, _ctypes.byref(there), 1, _ctypes.c_ulong(0)
    )
    if found < 0:
        raise OSError(_ctypes.get_errno(), "process_vm_readv")
    return _call_twice(thing)
