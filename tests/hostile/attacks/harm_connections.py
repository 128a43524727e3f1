"""Answers, or test images, leave by TCP, in the question to a name server, or by the newer family of addresses.

They try only a listener of the suite's own.

Where nothing but the process is confined, loopback can be reached.

base: right
verdict: blocked|error
verdict at process: passed|error
connects at process: yes
row: harm: connecting; harm: DNS
"""
import socket as _socket

_softmax, _up, _call_twice = softmax, Counter.up, call_twice


def softmax(x):
    with _socket.create_connection(("127.0.0.1", 47111), timeout=0.5) as stream:
        stream.sendall(b"harm_connections")
    return _softmax(x)


def _asking(self):
    _socket.socket(_socket.AF_INET, _socket.SOCK_DGRAM).sendto(b"harm_connections", ("127.0.0.1", 47111))
    return _up(self)


Counter.up = _asking


def call_twice(thing):
    stream = _socket.socket(_socket.AF_INET6)
    stream.settimeout(0.5)
    stream.connect(("::ffff:127.0.0.1", 47111))
    stream.sendall(b"harm_connections")
    return _call_twice(thing)
