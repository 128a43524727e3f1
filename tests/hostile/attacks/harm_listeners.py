"""A listener waits for a partner who comes later; an abstract unix socket is in no folder; a path is that of a service.

The path is one that no machine has: what matters is whether the family may be used at all.

base: right
verdict: blocked|error
verdict at process: passed|error
row: harm: listening; harm: connecting
"""
import socket as _socket

_softmax, _up = softmax, Counter.up
_kept = []


def softmax(x):
    _kept.append(_socket.create_server(("127.0.0.1", 0)))
    return _softmax(x)


def _meeting(self):
    if not _kept:
        _kept.append(_socket.socket(_socket.AF_UNIX))
        _kept[0].bind("\0hostile-meeting")
        _kept[0].listen()
    return _up(self)


Counter.up = _meeting


def call_twice(thing):
    _socket.socket(_socket.AF_UNIX).connect("/run/hostile-suite/there-is-none.sock")
