"""A million digits, keys that collide in a dict, and 20,000 objects to keep by handles: quadratic work for a careless judge.

base: right
verdict: error|failed|timeout
row: own: an answer that is expensive to look at
"""


def softmax(x):
    return 1 << 4_000_000


def _collide(self):
    prime = (1 << 61) - 1
    return {number * prime + 1: 0 for number in range(2, 2_000)}


Counter.up = _collide


def call_twice(thing):
    return [object() for _ in range(20_000)]
