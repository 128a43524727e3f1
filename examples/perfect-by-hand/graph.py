import math
from collections import deque

from numerics import logistic


class Variable:
    """
    A number which knows how it came about: `operation` pulls the gradient of the result back to
    the gradients of the operands.
    """

    __slots__ = ("value", "gradient", "operands", "operation")

    def __init__(self, value, operands=(), operation=None):
        self.value = float(value)
        self.gradient = 0.0
        self.operands = operands
        self.operation = operation

    @staticmethod
    def of(thing):
        return thing if type(thing) is Variable else Variable(thing)

    # ---- operations --------------------------------------------------------------------------

    def __add__(self, other):
        a, b = self, Variable.of(other)
        return Variable(a.value + b.value, (a, b), lambda g: (g, g))

    def __sub__(self, other):
        a, b = self, Variable.of(other)
        return Variable(a.value - b.value, (a, b), lambda g: (g, -g))

    def __mul__(self, other):
        a, b = self, Variable.of(other)
        return Variable(a.value * b.value, (a, b), lambda g: (g * b.value, g * a.value))

    def __truediv__(self, other):
        a, b = self, Variable.of(other)
        return Variable(a.value / b.value, (a, b), lambda g: (g / b.value, -g * a.value / b.value**2))

    def __radd__(self, number):
        return Variable.of(number) + self

    def __rsub__(self, number):
        return Variable.of(number) - self

    def __rmul__(self, number):
        return Variable.of(number) * self

    def __rtruediv__(self, number):
        return Variable.of(number) / self

    def __neg__(self):
        return Variable(-self.value, (self,), lambda g: (-g,))

    def __pow__(self, n):
        x = self.value
        return Variable(math.pow(x, n), (self,), lambda g: (g * n * math.pow(x, n - 1),))

    def exp(self):
        y = math.exp(self.value)
        return Variable(y, (self,), lambda g: (g * y,))

    def sigmoid(self):
        x = self.value
        return Variable(logistic(x), (self,), lambda g: (g * logistic(x) * logistic(-x),))

    # ---- gradients ---------------------------------------------------------------------------

    def backward(self):
        users = {id(self): 0}  # how many results use a node
        found = deque([self])
        while found:
            node = found.popleft()
            node.gradient = 0.0
            for operand in node.operands:
                if id(operand) not in users:
                    users[id(operand)] = 0
                    found.append(operand)
                users[id(operand)] += 1

        self.gradient = 1.0
        complete = deque([self])
        while complete:
            node = complete.popleft()
            if node.operation is None:
                continue
            for operand, share in zip(node.operands, node.operation(node.gradient)):
                operand.gradient += share
                users[id(operand)] -= 1
                if users[id(operand)] == 0:
                    complete.append(operand)
