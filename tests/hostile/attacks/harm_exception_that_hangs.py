"""Whoever prints an exception runs its __str__, which is the student's code as well.

base: wrong
verdict: timeout
row: own: exceptions that attack their reader
"""
import time as _time


class Slow(Exception):
    def __str__(self):
        end = _time.monotonic() + 20
        while _time.monotonic() < end:
            pass
        return "done"


def softmax(x):
    raise Slow
