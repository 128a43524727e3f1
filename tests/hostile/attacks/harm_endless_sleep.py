"""A limit of CPU time alone never ends a process that sleeps. Here there is one of wall time too.

base: right
verdict: timeout
row: harm: endless loop
"""
import time as _time


def softmax(x):
    _time.sleep(20)
    return x
