"""Copies the judge's object, to look into its future with the copy, and a hundred thousand times, to fill the judge's memory.

base: wrong
verdict: failed|error|timeout|memory
row: own: the judge's objects turned against it
"""
import copy as _copy


def call_twice(thing):
    twin = _copy.deepcopy(thing)
    for _ in range(100_000):
        _copy.copy(thing)
    return 0.0 * twin.next()
