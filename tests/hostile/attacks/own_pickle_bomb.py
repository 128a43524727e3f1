"""An object whose `__reduce__`, `__getstate__`, `__copy__` or `__array__` runs code where it is read. Nothing is ever unpickled here.

base: wrong
verdict: failed|error
row: own: objects that act where they are read
"""
import os as _os


class _Bomb:
    def __reduce_ex__(self, protocol):
        return (_os._exit, (0,))

    __reduce__ = __getstate__ = __copy__ = lambda self: (_os._exit, (0,))

    def __deepcopy__(self, memo):
        _os._exit(0)


def softmax(x):
    return _Bomb()


class Counter(Counter):
    def up(self):
        return np.array([_Bomb()], dtype=object)


def call_twice(thing):
    thing.next()
    thing.next()
    return [_Bomb(), {"a": _Bomb()}]
