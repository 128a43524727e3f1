"""Nodes are numbered as they are made, so that a heap of those numbers gives the order; no sorting of the graph."""

import heapq
import itertools
import math

_numbers = itertools.count()


class Variable:
    def __init__(self, value):
        self.value = float(value)
        self.gradient = 0.0
        self.number = next(_numbers)
        self.operands = []

    def _then(self, value, *operands):
        result = Variable(value)
        result.operands = list(operands)
        return result

    def __lt__(self, other):
        return self.number > other.number

    def __add__(self, other):
        if not isinstance(other, Variable):
            return self._then(self.value + other, (self, 1))
        return self._then(self.value + other.value, (self, 1), (other, 1))

    __radd__ = __add__

    def __sub__(self, other):
        if not isinstance(other, Variable):
            return self._then(self.value - other, (self, 1))
        return self._then(self.value - other.value, (self, 1), (other, -1))

    def __rsub__(self, other):
        return self._then(other - self.value, (self, -1))

    def __mul__(self, other):
        if not isinstance(other, Variable):
            return self._then(self.value * other, (self, other))
        return self._then(self.value * other.value, (self, other.value), (other, self.value))

    __rmul__ = __mul__

    def __truediv__(self, other):
        if not isinstance(other, Variable):
            return self._then(self.value / other, (self, 1 / other))
        a, b = self.value, other.value
        return self._then(a / b, (self, 1 / b), (other, -a / (b * b)))

    def __rtruediv__(self, other):
        return self._then(other / self.value, (self, -other / self.value**2))

    def __neg__(self):
        return self._then(-self.value, (self, -1))

    def __pow__(self, exponent):
        return self._then(self.value**exponent, (self, exponent * self.value ** (exponent - 1)))

    def exp(self):
        e = math.e**self.value
        return self._then(e, (self, e))

    def sigmoid(self):
        if self.value < -700:
            s = 0.0
        else:
            s = 1 / (1 + math.exp(-self.value))
        return self._then(s, (self, s * (1 - s)))

    def backward(self):
        gradients = {self.number: 1.0}
        heap = [self]
        while heap:
            node = heapq.heappop(heap)
            node.gradient = gradients.pop(node.number)
            for operand, slope in node.operands:
                if operand.number not in gradients:
                    gradients[operand.number] = 0.0
                    heapq.heappush(heap, operand)
                gradients[operand.number] += slope * node.gradient
