"""Netlink, packets, VSOCK, CAN, ALG, Bluetooth, TIPC, XDP: a filter by list forgets one. They are made, never connected.

Some need a capability, or are in no kernel; how many open is told in the answer.

base: right
verdict: blocked|error
verdict at process: failed|error
row: harm: connecting; harm: listening
"""
import ctypes as _ctypes
import platform as _platform
import socket as _socket

_up, _call_twice = Counter.up, call_twice
_SOCKET = {"x86_64": 41, "aarch64": 198}


def softmax(x):
    opened, refused = [], None
    for family in range(1, 46):
        for kind in (1, 2, 3, 5):
            try:
                _socket.socket(family, kind).close()
                opened.append((family, kind))
            except OSError as error:
                refused = error
    if opened:
        print("opened", opened)
        return np.full_like(x, len(opened))
    raise refused


def _by_number(family):
    libc = _ctypes.CDLL(None, use_errno=True)
    libc.syscall.argtypes = [_ctypes.c_long] * 4
    if libc.syscall(_SOCKET[_platform.machine()], family, 1, 0) < 0:
        raise OSError(_ctypes.get_errno(), "socket")


def _numbered(self):
    _by_number(2)
    return 7


Counter.up = _numbered


def call_twice(thing):
    # The kernel reads 32 bits of the family; a filter that compares 64 lets it pass with garbage above.
    _by_number(2**40 + 2)
    return 7.0
