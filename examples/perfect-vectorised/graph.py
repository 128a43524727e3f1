"""Reverse-mode differentiation of scalars. Each node keeps its parents and the local slopes."""

import math


class Variable:
    def __init__(self, value, parents=()):
        self.value = float(value)
        self.gradient = 0.0
        self.parents = parents

    def __add__(self, other):
        other = wrap(other)
        return Variable(self.value + other.value, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = wrap(other)
        return Variable(self.value * other.value, [(self, other.value), (other, self.value)])

    def __pow__(self, exponent):
        slope = exponent * self.value ** (exponent - 1) if exponent != 0 else 0.0
        return Variable(self.value**exponent, [(self, slope)])

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -wrap(other)

    def __truediv__(self, other):
        return self * wrap(other) ** -1

    def __rsub__(self, other):
        return wrap(other) - self

    def __rtruediv__(self, other):
        return wrap(other) / self

    __radd__ = __add__
    __rmul__ = __mul__

    def exp(self):
        value = math.exp(self.value)
        return Variable(value, [(self, value)])

    def sigmoid(self):
        decay = math.exp(-abs(self.value))  # never overflows
        value = (1.0 if self.value > 0 else decay) / (1.0 + decay)
        return Variable(value, [(self, decay / (1.0 + decay) ** 2)])

    def backward(self):
        ordered = self.topological()
        for node in ordered:
            node.gradient = 0.0
        self.gradient = 1.0
        for node in ordered:
            for parent, slope in node.parents:
                parent.gradient += slope * node.gradient

    def topological(self):
        """All nodes below this one; every node before its parents."""
        waiting = {}  # how many edges into a node have not been walked yet
        nodes = [self]
        for node in nodes:
            for parent, _ in node.parents:
                if parent not in waiting:
                    waiting[parent] = 0
                    nodes.append(parent)
                waiting[parent] += 1
        ready, ordered = [self], []
        while ready:
            node = ready.pop()
            ordered.append(node)
            for parent, _ in node.parents:
                waiting[parent] -= 1
                if not waiting[parent]:
                    ready.append(parent)
        return ordered


def wrap(x):
    return x if isinstance(x, Variable) else Variable(x)
