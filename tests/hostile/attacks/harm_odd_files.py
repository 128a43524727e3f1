"""Names of two lines, of bytes that are no text, of 255 bytes; pipes that block, sockets, set-user-id, links to / and to themselves.

base: right
verdict: passed|error|blocked
row: harm: file name with newline; harm: file name with NUL; harm: file name of 4,096 characters; harm: symbolic link
"""
import functools as _functools
import os as _os
import socket as _socket

_softmax, _up, _call_twice = softmax, Counter.up, call_twice


@_functools.cache
def _names():
    for name in (b"line\nbreak", b"\x1b[2J", b"\xff\xfe", b"n" * 255, b"-rf", "\u202egnp.exe".encode(), b"$(id)"):
        _os.close(_os.open(name, _os.O_CREAT | _os.O_WRONLY))
    for name in ("n" * 4096, "nul\0byte"):
        try:
            open(name, "w")
        except (OSError, ValueError):
            continue


def softmax(x):
    _names()
    return _softmax(x)


@_functools.cache
def _links():
    for number, target in enumerate(("/", "/etc", "..", "/tmp", "/dev/null", ".", "link-6")):
        _os.symlink(target, f"link-{number}")


def _linking(self):
    _links()
    return _up(self)


Counter.up = _linking


def call_twice(thing):
    _os.mkfifo("pipe")
    open("door", "w").close()
    _os.chmod("door", 0o6777)
    _socket.socket(_socket.AF_UNIX).bind("socket")
    return _call_twice(thing)
