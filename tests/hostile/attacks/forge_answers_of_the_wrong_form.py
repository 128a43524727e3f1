"""Answers that are good frames and not of the right form: other lengths, other types, indices, references to what was never handed over.

base: wrong
verdict: error|failed|crashed
row: forging 14
"""
import os as _os
import stat as _stat
import struct as _struct
import sys as _sys


def _wire():
    frame = _sys._getframe()
    while frame is not None:
        if hasattr(frame.f_globals.get("wire"), "encode"):
            return frame.f_globals["wire"]
        frame = frame.f_back


wire = _wire()


def _answer(value):
    body = wire.encode(value, None)
    for number in range(3, 64):
        try:
            if _stat.S_ISSOCK(_os.fstat(number).st_mode):
                _os.write(number, _struct.pack(">IB", len(body), ord("D")) + body)
        except OSError:
            pass
    _os._exit(0)


def softmax(x):
    _answer(["ok", [], []])


class Counter(Counter):
    def __init__(self, start=0):
        _answer(["ok", [wire.Handle(10**9, "model.Counter", ("up",))], ["model.Counter"]])


def call_twice(thing):
    _answer(["ok", [wire.Export(77, ("next",))], ["float"]])


class Layer(Layer):
    def forward(self, x):
        if len(x) == 16:
            _answer(["error", -1, {"type": ["CheckFailed"], "frames": 7, "message": {}}])
        if self.weights.shape == (6, 2):
            _answer(["passed", True, 1.0])
        return super().forward(x)

    def backward(self, e):
        _answer(["error", 0, {"type": "NotImplementedError", "message": 10**400, "frames": [[[], [], [], []]]}])
