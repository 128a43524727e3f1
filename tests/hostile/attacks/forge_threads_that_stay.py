"""Threads that go on after the call spend the time of the next one. They end with their check, and count as its own.

base: right
verdict: passed|timeout|error
varies: yes
row: forging 15
"""
import threading as _threading
import time as _time

_call_twice = call_twice


def _burn():
    end = _time.monotonic() + 10
    while _time.monotonic() < end:
        pass


def call_twice(thing):
    for _ in range(4):
        _threading.Thread(target=_burn, daemon=True).start()
    return _call_twice(thing)
