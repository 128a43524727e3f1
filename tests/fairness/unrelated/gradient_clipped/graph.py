# Bug: backward keeps gradients between -1 and 1.
# Caught by: graph/rule[multiplication]

import math


class Variable:
    __slots__ = ("gradient", "operands", "slopes", "value")

    def __init__(self, value, operands=(), slopes=()):
        self.value = float(value)
        self.gradient = 0.0
        self.operands = operands
        self.slopes = slopes

    @staticmethod
    def of(x):
        return x if isinstance(x, Variable) else Variable(x)

    def __add__(self, other):
        other = Variable.of(other)
        return Variable(self.value + other.value, (self, other), (1.0, 1.0))

    __radd__ = __add__

    def __mul__(self, other):
        other = Variable.of(other)
        return Variable(self.value * other.value, (self, other), (other.value, self.value))

    __rmul__ = __mul__

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -Variable.of(other)

    def __rsub__(self, other):
        return Variable.of(other) + -self

    def __pow__(self, exponent):
        return Variable(self.value**exponent, (self,), (exponent * self.value ** (exponent - 1),))

    def __truediv__(self, other):
        return self * Variable.of(other) ** -1

    def __rtruediv__(self, other):
        return self**-1 * other

    def exp(self):
        e = math.exp(self.value)
        return Variable(e, (self,), (e,))

    def sigmoid(self):
        s = 0.5 * (1 + math.tanh(self.value / 2))
        return Variable(s, (self,), (s * (1 - s),))

    def backward(self):
        uses = {self: 0}
        waiting = [self]
        while waiting:
            for operand in waiting.pop().operands:
                if operand not in uses:
                    uses[operand] = 0
                    waiting.append(operand)
                uses[operand] += 1
        for node in uses:
            node.gradient = 0.0
        self.gradient = 1.0
        ready = [self]
        while ready:
            node = ready.pop()
            for operand, slope in zip(node.operands, node.slopes):
                operand.gradient = min(1.0, max(-1.0, operand.gradient + slope * node.gradient))
                uses[operand] -= 1
                if uses[operand] == 0:
                    ready.append(operand)
