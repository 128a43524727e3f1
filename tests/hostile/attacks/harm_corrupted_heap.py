"""The objects of small integers and their counts are overwritten: the interpreter may die anywhere after.

base: wrong
verdict: crashed|error|failed|timeout
varies: yes
row: harm: ctypes segmentation fault
"""
import ctypes as _ctypes

_softmax = softmax


def softmax(x):
    for number in range(1, 200):
        _ctypes.memset(id(number) + 16, 0x41, 12)
    return _softmax(x)
