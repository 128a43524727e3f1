# Raises Python's limit of recursion while it walks the graph, to be on the safe side, and does not recurse at all.
import math
import sys


class Variable(object):

    def __init__(self, value, children=(), partials=()):
        self.value = float(value)
        self.gradient = 0.0
        self.children = children
        self.partials = partials

    @staticmethod
    def lift(number):
        if isinstance(number, Variable):
            return number
        return Variable(number)

    def __add__(self, other):
        other = Variable.lift(other)
        return Variable(self.value + other.value, (self, other), (1., 1.))

    def __radd__(self, other):
        return Variable.lift(other) + self

    def __sub__(self, other):
        other = Variable.lift(other)
        return Variable(self.value - other.value, (self, other), (1., -1.))

    def __rsub__(self, other):
        return Variable.lift(other) - self

    def __mul__(self, other):
        other = Variable.lift(other)
        return Variable(self.value * other.value, (self, other), (other.value, self.value))

    def __rmul__(self, other):
        return Variable.lift(other) * self

    def __truediv__(self, other):
        other = Variable.lift(other)
        return Variable(
            self.value / other.value, (self, other), (1. / other.value, -self.value / other.value ** 2))

    def __rtruediv__(self, other):
        return Variable.lift(other) / self

    def __neg__(self):
        return Variable(-self.value, (self,), (-1.,))

    def __pow__(self, n):
        if n == 0:
            return Variable(1., (self,), (0.,))
        return Variable(self.value ** n, (self,), (n * self.value ** (n - 1),))

    def exp(self):
        y = math.exp(self.value)
        return Variable(y, (self,), (y,))

    def sigmoid(self):
        if self.value < 0:
            y = math.exp(self.value)
            y = y / (1. + y)
        else:
            y = 1. / (1. + math.exp(-self.value))
        return Variable(y, (self,), (y * (1. - y),))

    def backward(self):
        old_limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(old_limit, 50000))
        try:
            self._backward()
        finally:
            sys.setrecursionlimit(old_limit)

    def _backward(self):
        # depth first: a node goes on the list when all its children are on it
        done, topo, stack = set(), [], [(self, False)]
        while stack:
            node, children_done = stack.pop()
            if children_done:
                topo.append(node)
            elif id(node) not in done:
                done.add(id(node))
                stack.append((node, True))
                for child in node.children:
                    stack.append((child, False))
        for node in topo:
            node.gradient = 0.
        self.gradient = 1.
        while topo:
            node = topo.pop()
            for child, partial in zip(node.children, node.partials):
                child.gradient += partial * node.gradient
