"""One thread holds the lock of a module and sleeps, while this one imports the module: no processor time, no end.

base: right
verdict: timeout
row: harm: dead locks on import
"""
import importlib._bootstrap as _bootstrap
import threading as _threading
import time as _time

_softmax = softmax


def softmax(x):
    def hold():
        with _bootstrap._ModuleLockManager("colorsys"):
            _time.sleep(20)

    _threading.Thread(target=hold, daemon=True).start()
    _time.sleep(0.05)
    import colorsys

    return colorsys and _softmax(x)
