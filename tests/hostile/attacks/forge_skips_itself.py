"""Exceptions that a runner takes for a skip, an expected failure or an early end. By name alone they mean nothing here.

base: wrong
verdict: error
row: forging 3; own: exceptions with names of ours
"""


def _raise(name, *bases):
    raise type(name, bases or (Exception,), {"__module__": "_pytest.outcomes", "msg": "", "verdict": "passed"})("passed")


def softmax(x):
    _raise("Skipped")


class Counter(Counter):
    def up(self):
        _raise("CheckPassed", BaseException)


class Layer(Layer):
    def forward(self, x):
        _raise("XFailed")

    def backward(self, e):
        _raise("Closed")


def call_twice(thing):
    _raise("InternalFault", SystemExit)
