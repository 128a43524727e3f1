"""Where the comparison runs on the student's object, its `__eq__` decides. Here such an object stays with the student.

base: wrong
verdict: failed|error
row: forging 1
"""


class _Right:
    """Agrees with everything that it is compared with."""

    shape, ndim, dtype, size = (1, 2), 2, np.dtype(float), 2

    def _agree(self, *_):
        return True

    __eq__ = __le__ = __lt__ = __ge__ = __gt__ = __bool__ = __contains__ = __instancecheck__ = _agree
    __ne__ = lambda self, other: False
    __hash__ = object.__hash__

    def _same(self, *_, **__):
        return self

    __sub__ = __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __abs__ = __getitem__ = __call__ = all = any = _same

    def __float__(self):
        return 0.0

    def __len__(self):
        return 1


def softmax(x):
    return _Right()


class Layer(Layer):
    def forward(self, x):
        return _Right()

    @property
    def gradient_weights(self):
        return _Right()

    @gradient_weights.setter
    def gradient_weights(self, value):
        pass


class Counter(Counter):
    def up(self):
        return _Right()


def call_twice(thing):
    thing.next(), thing.next()
    return _Right()
