"""One file without end, or a terabyte without a block on the disk. At most 300 MB are tried; the limit of a file is lower.

base: right
verdict: error|blocked|memory
row: harm: 1 GB into the working folder
"""
_softmax, _up = softmax, Counter.up


def softmax(x):
    with open("large", "wb") as stream:
        for _ in range(300):
            stream.write(b"x" * 2**20)
    return _softmax(x)


def _sparse(self):
    with open("sparse", "wb") as stream:
        stream.truncate(2**40)
    return _up(self)


Counter.up = _sparse
