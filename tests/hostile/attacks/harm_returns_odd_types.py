"""Dates, text, records and long doubles have no place on the wire; subclasses of numbers change each time they are looked at.

base: wrong
verdict: failed|error
row: own: values where a float64 array is due
"""


class _Float(float):
    def __sub__(self, other):
        return 0.0

    __rsub__ = __abs__ = __sub__

    def __eq__(self, other):
        return True

    __hash__ = float.__hash__

    def __float__(self):
        return 1.0


class _Int(int):
    def __index__(self):
        return 424242

    __int__ = __index__

    def bit_length(self):
        return 10**12

    def to_bytes(self, *_, **__):
        return b"\xff" * 8


def softmax(x):
    return [
        np.array(["1.0"] * 4),
        np.zeros(3, "M8[s]"),
        np.zeros(2, [("a", float), ("b", "O")]),
        np.zeros(2, np.longdouble),
        np.zeros(2, ">f8"),
        np.zeros(3, "V0"),
        np.str_("x"),
        np.void(b"123"),
    ]


def call_twice(thing):
    return _Float(thing.next() * 0)


Counter.up = lambda self: _Int(7)
