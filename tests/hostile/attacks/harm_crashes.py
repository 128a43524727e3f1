"""ctypes reads address zero, an abort without handlers, a crash by faulthandler on demand: nothing of that is an answer.

base: wrong
verdict: crashed
row: harm: ctypes segmentation fault; harm: os.abort(); harm: faulthandler
"""
import ctypes as _ctypes
import faulthandler as _faulthandler
import os as _os


def softmax(x):
    return _ctypes.string_at(0)


Counter.up = lambda self: _os.abort()


def call_twice(thing):
    _faulthandler.enable(all_threads=True)
    _faulthandler._sigsegv()
