"""A memfd holds memory that is in no address space and in no folder. 300 MB at most, in pieces of 50 MB.

base: right
verdict: memory|error|blocked|timeout|passed
varies: yes
row: harm: memory
"""
import functools as _functools
import os as _os

_softmax = softmax


@_functools.cache
def _attack():
    block = b"x" * 2**20
    for number in range(6):
        fd = _os.memfd_create(f"hostile-{number}")
        for _ in range(50):
            _os.write(fd, block)


def softmax(x):
    _attack()
    return _softmax(x)
