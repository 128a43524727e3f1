"""Five files of 40 MB, each below the limit of one file. Where the folder has a limit of its own they may not fit.

base: right
verdict: error|blocked|memory|timeout|passed
varies: yes
row: harm: 1 GB into the working folder
"""
import functools as _functools

_softmax = softmax


@_functools.cache
def _attack():
    block = b"x" * 2**20
    for number in range(5):
        with open(f"large-{number}", "wb") as stream:
            for _ in range(40):
                stream.write(block)


def softmax(x):
    _attack()
    return _softmax(x)
