"""A System V segment outlives its process. 20 MB in one segment; a private ipc namespace or a filter takes it away.

Where nothing but the process is confined it stays until the machine restarts.

base: right
verdict: blocked|error
verdict at process: passed|error|blocked
leaves at process: shm*
row: harm: memory
"""
import ctypes as _ctypes

_softmax = softmax


def softmax(x):
    libc = _ctypes.CDLL(None, use_errno=True)
    if libc.shmget(0x486F7374, 20 * 2**20, 0o1600) < 0:
        raise PermissionError(_ctypes.get_errno(), "shmget")
    return _softmax(x)
