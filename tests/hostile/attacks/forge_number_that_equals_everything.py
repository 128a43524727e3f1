"""A subclass of float or int passes for a number and brings its own comparison. It is no plain number, so it stays here.

base: wrong
verdict: failed|error
row: forging 1
"""


class _Number(float):
    __eq__ = __le__ = __lt__ = __ge__ = __gt__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __hash__ = float.__hash__
    __sub__ = __rsub__ = __abs__ = lambda self, *other: _Number(0.0)


class _Integer(int):
    __eq__ = __le__ = __lt__ = __ge__ = __gt__ = lambda self, other: True
    __hash__ = int.__hash__
    __sub__ = __rsub__ = __abs__ = lambda self, *other: _Integer(0)


class Counter(Counter):
    def up(self):
        return _Integer(1)


def call_twice(thing):
    thing.next(), thing.next()
    return _Number(1.0)
