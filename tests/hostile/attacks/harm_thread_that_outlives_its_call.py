"""Threads spin, print and sleep on after their call has returned: into the time of the calls that follow, and past the end.

base: right
verdict: passed|timeout
varies: yes
row: harm: a daemon thread that outlives its call
"""
import threading as _threading
import time as _time

_softmax, _up, _call_twice = softmax, Counter.up, call_twice


def _spin():
    end = _time.monotonic() + 20
    while _time.monotonic() < end:
        pass


def _mutter():
    for _ in range(200):
        print("passed", flush=True)
        _time.sleep(0.005)


def softmax(x):
    _threading.Thread(target=_spin, daemon=True).start()
    return _softmax(x)


def _muttering(self):
    _threading.Thread(target=_mutter, daemon=True).start()
    return _up(self)


Counter.up = _muttering


def call_twice(thing):
    _threading.Thread(target=_time.sleep, args=(20,), daemon=False).start()
    return _call_twice(thing)
