"""On x86_64 int 0x80 enters by a table whose numbers mean other calls, and the x32 table has one bit set: a filter by number lets them pass.

base: right
verdict: blocked|crashed|passed|error
verdict at process: passed|crashed|error
row: own: system calls that nothing honest makes
"""
import ctypes as _ctypes
import mmap as _mmap
import platform as _platform

_softmax, _up = softmax, Counter.up


def softmax(x):
    if _platform.machine() != "x86_64":
        return _softmax(x)
    code = _mmap.mmap(-1, 4096, prot=_mmap.PROT_READ | _mmap.PROT_WRITE | _mmap.PROT_EXEC)
    code.write(b"\x53\xb8\x02\x00\x00\x00\xcd\x80\x5b\xc3")  # fork, by its number in the other table
    child = _ctypes.CFUNCTYPE(_ctypes.c_int)(_ctypes.addressof(_ctypes.c_char.from_buffer(code)))()
    if child == 0:
        _ctypes.CDLL(None)._exit(0)
    if child < 0:
        raise OSError(-child, "int 0x80")
    print("forked by the table of 32 bits")
    return _softmax(x)


def _x32(self):
    libc = _ctypes.CDLL(None, use_errno=True)
    libc.syscall.argtypes = [_ctypes.c_long] * 4
    if _platform.machine() == "x86_64" and libc.syscall(0x40000000 + 41, 2, 1, 0) >= 0:
        raise ValueError("a socket by the x32 table")
    return _up(self)


Counter.up = _x32
