"""Everything global that a check after this one could stumble over: seeds, error states, limits, builtins, the working folder.

base: right
verdict: passed|crashed
row: forging 15
"""
import builtins as _builtins
import decimal as _decimal
import gc as _gc
import locale as _locale
import os as _os
import random as _random
import sys as _sys
import warnings as _warnings

_call_twice = call_twice


def call_twice(thing):
    result = _call_twice(thing)
    np.random.seed(0)
    np.random.set_state(np.random.RandomState(1).get_state())
    _random.seed(0)
    np.seterr(all="raise")
    np.set_printoptions(threshold=1)
    _warnings.simplefilter("error")
    _sys.setswitchinterval(100)
    _gc.disable()
    _gc.set_threshold(1)
    _decimal.getcontext().prec = 1
    _os.umask(0o777)
    _os.environ.clear()
    _os.chdir("/")
    _builtins.print = _builtins.len = _builtins.sum = None
    _sys.modules.clear()
    _sys.path.clear()
    _sys.meta_path.clear()
    _locale.setlocale(_locale.LC_ALL, "C")
    return result
