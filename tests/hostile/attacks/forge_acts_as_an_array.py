"""An object that NumPy asks for its array can answer what suits at each question. It learns no expected value by that.

base: wrong
verdict: failed|error
row: forging 1; forging 9
"""


class _Chameleon:
    asked = 0

    @property
    def __array_interface__(self):
        return np.zeros((16, 3)).__array_interface__

    def __array__(self, dtype=None, copy=None):
        _Chameleon.asked += 1
        return np.full((16, 3), float(_Chameleon.asked))

    def __len__(self):
        return 16

    def __getitem__(self, row):
        if row >= 16:
            raise IndexError(row)
        return [1.0, 1.0, 1.0]

    shape, ndim, dtype, size = (16, 3), 2, np.dtype(float), 48


class Layer(Layer):
    def forward(self, x):
        return _Chameleon()


def softmax(x):
    return _Chameleon()
