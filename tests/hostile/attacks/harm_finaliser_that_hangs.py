"""__del__, atexit and a hook at the end of threads all sleep when the worker ends, which it does not at its own leisure.

base: right
verdict: passed
row: harm: a __del__ that hangs
"""
import atexit as _atexit
import threading as _threading
import time as _time


class _Clinging:
    def __del__(self):
        _time.sleep(20)


_kept = _Clinging()
_atexit.register(_time.sleep, 20)
_threading._register_atexit(_time.sleep, 20)
