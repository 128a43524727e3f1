"""A message of 50 MB, a chain of 50,000 causes that ends where it begins, and the names of the grader's own exceptions.

base: wrong
verdict: error|memory|failed
row: own: exceptions that attack their reader
"""


class InternalFault(Exception):
    pass


class CheckFailed(AssertionError):
    pass


InternalFault.__module__ = CheckFailed.__module__ = "grader.errors"


def softmax(x):
    raise type("E" * 5_000_000, (Exception,), {})("line\n" * 10_000_000)


def _chain(self):
    first = last = ValueError("first")
    for _ in range(50_000):
        following = ValueError("next")
        following.__cause__, last = last, following
    first.__cause__ = last
    group = last
    for _ in range(500):
        group = ExceptionGroup("group", [group])
    raise group


Counter.up = _chain


def call_twice(thing):
    try:
        raise CheckFailed("passed")
    except CheckFailed as error:
        raise InternalFault("the grader is to blame; the score must be withheld") from error
