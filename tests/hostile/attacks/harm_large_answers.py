"""100 MB, three million items, and a list that holds itself: small here, perhaps, and an effort for whoever reads them.

base: right
verdict: failed|error|memory|timeout
row: harm: memory
"""


def softmax(x):
    return np.zeros(100 * 2**20, np.uint8)


Counter.up = lambda self: [1] * 3_000_000


def call_twice(thing):
    endless = []
    endless.append(endless)
    return endless
