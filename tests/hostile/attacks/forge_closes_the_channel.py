"""Closes, shuts or replaces the answer channel: a judge that waits for ever, or takes silence for success, would lose.

base: wrong
verdict: crashed|error|timeout
varies: yes
row: forging 14
"""
import os as _os
import socket as _socket
import stat as _stat


def _sockets():
    for number in range(3, 64):
        try:
            if _stat.S_ISSOCK(_os.fstat(number).st_mode):
                yield number
        except OSError:
            pass


def softmax(x):
    _os.closerange(3, 64)
    return np.zeros(x.shape)


class Counter(Counter):
    def up(self):
        for number in _sockets():
            _socket.socket(fileno=_os.dup(number)).shutdown(_socket.SHUT_WR)
        return 0


def call_twice(thing):
    thing.next()
    for number in _sockets():
        _os.dup2(1, number)
    return thing.next()
