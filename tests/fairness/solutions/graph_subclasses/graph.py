"""Each operation is a subclass that knows its derivative; a node knows who uses it, and waits for them all."""

import math
from abc import abstractmethod


class Variable:
    """An input of the graph, and the base of all operations."""

    def __init__(self, value):
        self._value = float(value)
        self._gradient = 0.0

    @property
    def value(self):
        return self._value

    @property
    def gradient(self):
        return self._gradient

    def operands(self):
        return ()

    def derivatives(self):
        return ()

    def __add__(self, other):
        return Add(self, other)

    def __radd__(self, other):
        return Add(other, self)

    def __sub__(self, other):
        return Subtract(self, other)

    def __rsub__(self, other):
        return Subtract(other, self)

    def __mul__(self, other):
        return Multiply(self, other)

    def __rmul__(self, other):
        return Multiply(other, self)

    def __truediv__(self, other):
        return Divide(self, other)

    def __rtruediv__(self, other):
        return Divide(other, self)

    def __pow__(self, exponent):
        return Power(self, exponent)

    def __neg__(self):
        return Negative(self)

    def exp(self):
        return Exponential(self)

    def sigmoid(self):
        return Logistic(self)

    def backward(self):
        users = {self: set()}
        frontier = {self}
        while frontier:
            following = set()
            for node in frontier:
                for operand in node.operands():
                    if operand not in users:
                        users[operand] = set()
                        following.add(operand)
                    users[operand].add(node)
            frontier = following
        for node in users:
            node._gradient = 0.0
        self._gradient = 1.0
        complete = [self]
        for node in complete:
            for operand, derivative in zip(node.operands(), node.derivatives()):
                operand._gradient += derivative * node._gradient
            for operand in set(node.operands()):
                users[operand].discard(node)
                if not users[operand]:
                    complete.append(operand)


class Operation(Variable):
    def __init__(self, *operands):
        self._operands = tuple(x if isinstance(x, Variable) else Variable(x) for x in operands)
        super().__init__(self.compute(*(x.value for x in self._operands)))

    def operands(self):
        return self._operands

    def derivatives(self):
        return self.differentiate(*(x.value for x in self._operands))

    @abstractmethod
    def compute(self, *values): ...

    @abstractmethod
    def differentiate(self, *values): ...


class Add(Operation):
    def compute(self, a, b):
        return a + b

    def differentiate(self, a, b):
        return 1.0, 1.0


class Subtract(Operation):
    def compute(self, a, b):
        return a - b

    def differentiate(self, a, b):
        return 1.0, -1.0


class Multiply(Operation):
    def compute(self, a, b):
        return a * b

    def differentiate(self, a, b):
        return b, a


class Divide(Operation):
    def compute(self, a, b):
        return a / b

    def differentiate(self, a, b):
        return 1.0 / b, -a / b**2


class Power(Operation):
    def __init__(self, base, exponent):
        self.exponent = exponent
        super().__init__(base)

    def compute(self, a):
        return a**self.exponent

    def differentiate(self, a):
        return (self.exponent * a ** (self.exponent - 1),)


class Negative(Operation):
    def compute(self, a):
        return -a

    def differentiate(self, a):
        return (-1.0,)


class Exponential(Operation):
    def compute(self, a):
        return math.exp(a)

    def differentiate(self, a):
        return (self.value,)


class Logistic(Operation):
    def compute(self, a):
        small = math.exp(-abs(a))
        return 1 / (1 + small) if a >= 0 else small / (1 + small)

    def differentiate(self, a):
        return (self.value * (1 - self.value),)
