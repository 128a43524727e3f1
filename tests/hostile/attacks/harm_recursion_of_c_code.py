"""A raised limit of recursion, and calls through C code, overflow the C stack: the process dies, not the judge.

base: right
verdict: crashed|error|memory
row: harm: C stack overflow
"""
import ast as _ast
import sys as _sys


class _Deep:
    def __repr__(self):
        return repr([self])


def softmax(x):
    _sys.setrecursionlimit(10**9)
    return repr(_Deep())


def _parse(self):
    _sys.setrecursionlimit(10**6)
    return _ast.literal_eval("-" * 100_000 + "1")


Counter.up = _parse
