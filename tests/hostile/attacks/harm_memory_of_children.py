"""The limit of address space holds per process, so six children take 60 MB each. The watcher counts the whole family.

base: right
verdict: blocked
verdict at process: memory|timeout
row: harm: memory
"""
import os as _os
import time as _time

_softmax = softmax


def softmax(x):
    for _ in range(6):
        if _os.fork() == 0:
            block = b"x" * (60 * 2**20)
            _time.sleep(3)
            _os._exit(len(block) > 0)
    _time.sleep(2)
    return _softmax(x)
