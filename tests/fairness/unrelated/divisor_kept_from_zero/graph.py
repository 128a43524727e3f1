# Bug: division adds 1e-3 to the divisor, against division by zero.
# Caught by: graph/rule[division]

import math


class Variable:
    def __init__(self, v, sources=None, op="input"):
        self.value = float(v)
        self.gradient = 0.0
        self.sources = sources or []
        self.op = op
        self.depth = 1 + max((s.depth for s, _ in self.sources), default=-1)

    def __add__(self, b):
        b = wrap(b)
        return Variable(self.value + b.value, [(self, 1.0), (b, 1.0)], "+")

    def __radd__(self, a):
        return wrap(a) + self

    def __sub__(self, b):
        b = wrap(b)
        return Variable(self.value - b.value, [(self, 1.0), (b, -1.0)], "-")

    def __rsub__(self, a):
        return wrap(a) - self

    def __mul__(self, b):
        b = wrap(b)
        return Variable(self.value * b.value, [(self, b.value), (b, self.value)], "*")

    def __rmul__(self, a):
        return wrap(a) * self

    def __truediv__(self, b):
        b = wrap(b)
        return Variable(self.value / (b.value + 1e-3), [(self, 1 / b.value), (b, -self.value / b.value**2)], "/")

    def __rtruediv__(self, a):
        return wrap(a) / self

    def __neg__(self):
        return Variable(-self.value, [(self, -1.0)], "neg")

    def __pow__(self, n):
        return Variable(self.value**n, [(self, n * self.value ** (n - 1))], "**")

    def exp(self):
        return Variable(math.exp(self.value), [(self, math.exp(self.value))], "exp")

    def sigmoid(self):
        x = self.value
        s = 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))
        return Variable(s, [(self, s * (1 - s))], "sigmoid")

    def backward(self):
        levels = {}
        seen = {id(self)}
        todo = [self]
        while todo:
            v = todo.pop()
            levels.setdefault(v.depth, []).append(v)
            v.gradient = 0.0
            for s, _ in v.sources:
                if id(s) not in seen:
                    seen.add(id(s))
                    todo.append(s)
        self.gradient = 1.0
        for depth in sorted(levels, reverse=True):
            for v in levels[depth]:
                for s, slope in v.sources:
                    s.gradient += v.gradient * slope


def wrap(x):
    if isinstance(x, Variable):
        return x
    return Variable(x)
