"""Without a limit of CPU time a loop goes on for ever, in Python or in one step of C code that no exception interrupts.

base: right
verdict: timeout
row: harm: endless loop
"""
import time as _time


def softmax(x):
    end = _time.monotonic() + 20
    while _time.monotonic() < end:
        pass
    return x


def _count(self):
    return sum(range(10**9))


Counter.up = _count
