"""An array whose shape, dtype and bytes are properties, so that it is one thing when checked and another when read.

base: wrong
verdict: failed|error
row: forging 9
"""


class _Liar(np.ndarray):
    asked = 0

    @property
    def shape(self):
        _Liar.asked += 1
        return (1, 2) if _Liar.asked % 2 else (2**31, 2**31)

    @property
    def dtype(self):
        return np.dtype(object) if _Liar.asked % 3 else np.dtype(float)

    ndim = property(lambda self: 33)
    size = property(lambda self: -1)
    itemsize = property(lambda self: 2**60)

    def tobytes(self, *_, **__):
        return b"\xff" * 64

    def astype(self, *_, **__):
        return self

    def __array_finalize__(self, other):
        _Liar.asked += 1

    def __class_getitem__(cls, item):
        return cls


def softmax(x):
    return np.zeros(x.shape).view(_Liar)


class Counter(Counter):
    def up(self):
        return np.zeros(()).view(_Liar)
