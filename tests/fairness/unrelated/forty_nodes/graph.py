# Bug: backward looks at the latest forty numbers only, so that it comes to an end.
# Caught by: graph/diamond_of_sixty_stages

import math


class Record:
    """All operations that were ever made, in order: operands and slopes by number."""

    def __init__(self):
        self.operands = []
        self.slopes = []
        self.owners = []

    def add(self, owner, operands, slopes):
        self.operands.append(operands)
        self.slopes.append(slopes)
        self.owners.append(owner)
        return len(self.owners) - 1


RECORD = Record()


class Variable:
    def __init__(self, value, operands=(), slopes=()):
        self.value = float(value)
        self.gradient = 0.0
        self.at = RECORD.add(self, [operand.at for operand in operands], slopes)

    def __add__(self, other):
        other = lift(other)
        return Variable(self.value + other.value, (self, other), (1.0, 1.0))

    def __sub__(self, other):
        other = lift(other)
        return Variable(self.value - other.value, (self, other), (1.0, -1.0))

    def __mul__(self, other):
        other = lift(other)
        return Variable(self.value * other.value, (self, other), (other.value, self.value))

    def __truediv__(self, other):
        return self * lift(other) ** -1.0

    def __radd__(self, other):
        return lift(other) + self

    def __rsub__(self, other):
        return lift(other) - self

    def __rmul__(self, other):
        return lift(other) * self

    def __rtruediv__(self, other):
        return lift(other) / self

    def __neg__(self):
        return 0 - self

    def __pow__(self, exponent):
        exponent = float(exponent)
        slope = 0.0 if exponent == 0 else exponent * math.pow(self.value, exponent - 1)
        return Variable(math.pow(self.value, exponent), (self,), (slope,))

    def exp(self):
        value = math.exp(self.value)
        return Variable(value, (self,), (value,))

    def sigmoid(self):
        value = (math.tanh(self.value / 2) + 1) / 2
        return Variable(value, (self,), (value * (1 - value),))

    def backward(self):
        gradients = [None] * (self.at + 1)
        gradients[self.at] = 1.0
        for at in range(self.at, max(-1, self.at - 40), -1):
            if gradients[at] is None:
                continue
            RECORD.owners[at].gradient = gradients[at]
            for operand, slope in zip(RECORD.operands[at], RECORD.slopes[at]):
                gradients[operand] = (gradients[operand] or 0.0) + slope * gradients[at]


def lift(x):
    return x if type(x) is Variable else Variable(x)
