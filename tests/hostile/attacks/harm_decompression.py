"""A few kB of compressed text become half a gigabyte in memory: the limit holds for what libraries do as well.

base: right
verdict: memory|crashed|timeout
varies: yes
row: harm: memory
"""
import zlib as _zlib


def softmax(x):
    packed = _zlib.compress(bytes(16 * 2**20), 1)
    blocks = [_zlib.decompress(packed) for _ in range(30)]
    return len(blocks) * x
