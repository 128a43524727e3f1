"""Makes errors that look like the grader's own, so that `internal` would withhold the score in place of a zero.

base: wrong
verdict: error|failed|crashed|memory
row: own: faults laid at the grader's door
"""
import sys as _sys


def softmax(x):
    raise MemoryError


class Counter(Counter):
    def up(self):
        raise OSError(28, "No space left on device", "/tmp/judge-0/results")


def call_twice(thing):
    thing.next(1, 2, 3)


class Layer(Layer):
    def forward(self, x):
        kind = type("InternalFault", (Exception,), {"__module__": "grader.errors", "__qualname__": "InternalFault"})
        raise kind("the grader itself failed")

    def backward(self, e):
        raise type("WireError", (AssertionError,), {"__module__": "grader.wire"})("internal")
