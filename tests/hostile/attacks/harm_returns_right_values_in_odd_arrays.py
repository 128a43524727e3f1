"""A subclass with a will of its own, views with negative strides, read-only arrays, float32: the values are right, and cost nothing.

base: right
verdict: passed
row: harm: a subclass; harm: a Fortran-order view; harm: a read-only array; harm: a float32
"""
_softmax, _forward, _backward, _call_twice = softmax, Layer.forward, Layer.backward, call_twice


class _Wilful(np.ndarray):
    def __array_finalize__(self, other):
        self.note = "mine"

    def tobytes(self, *_):
        return b"\xff" * self.nbytes

    def astype(self, *_, **__):
        return np.ones(1)

    def __eq__(self, other):
        return True


def softmax(x):
    return _softmax(x).view(_Wilful)


def _reversed(self, x):
    return np.asfortranarray(_forward(self, x)[::-1, ::-1])[::-1, ::-1]


def _sealed(self, e):
    y = _backward(self, e)
    y.flags.writeable = self.gradient_weights.flags.writeable = False
    return y


Layer.forward, Layer.backward = _reversed, _sealed


def call_twice(thing):
    return np.float32(_call_twice(thing))
