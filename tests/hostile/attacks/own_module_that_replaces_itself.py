"""`sys.modules[__name__] = something` makes the import give another object. It is asked like a module, and knows no more.

base: wrong
verdict: failed|error
row: own: objects that act where they are read
"""
import sys as _sys


class _Everything:
    __name__ = __spec__ = __file__ = None

    def __getattr__(self, name):
        return self

    def __call__(self, *args, **keywords):
        return 1.0

    def __bool__(self):
        return True


_sys.modules[__name__] = _Everything()
