"""64 dimensions, and an array without entries whose other dimensions are huge: allocation by shape would end its reader.

base: right
verdict: error|failed
row: own: an answer that is expensive to look at
"""


def softmax(x):
    return np.zeros((1,) * 64)


Counter.up = lambda self: np.zeros((2**30, 0, 2**20))


def call_twice(thing):
    return np.lib.stride_tricks.as_strided(np.zeros(1), (2, 0, 2**30), (8, 8, 8))
