"""Arrays of terabytes: made at once, made but never touched, or a view of eight bytes that becomes one when it travels.

base: right
verdict: memory
row: harm: memory
"""


def softmax(x):
    return np.ones((10**6, 10**6))


Counter.up = lambda self: np.zeros(2**40, np.uint8)[:4]


def call_twice(thing):
    return np.broadcast_to(np.float64(0), (2**20, 2**17))
