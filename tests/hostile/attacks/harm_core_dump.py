"""A core dump writes the memory to a file, which stays, and may be large. The limit for it is zero, and stays so.

base: right
verdict: crashed|blocked
row: harm: a core dump; harm: os.abort()
"""
import os as _os
import resource as _resource


def softmax(x):
    try:
        _resource.setrlimit(_resource.RLIMIT_CORE, (_resource.RLIM_INFINITY,) * 2)
    except (OSError, ValueError):
        pass
    _os.abort()
