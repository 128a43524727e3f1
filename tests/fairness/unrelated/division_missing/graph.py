# Bug: there is no division: __div__ is the name of Python 2.
# Caught by: graph/rule[division]

import math


class Variable:
    def __init__(self, value, children=()):
        self.value = float(value)
        self.gradient = 0.0
        self._children = set(children)
        self._backward = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Variable) else Variable(other)
        out = Variable(self.value + other.value, (self, other))

        def _backward():
            self.gradient += out.gradient
            other.gradient += out.gradient

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Variable) else Variable(other)
        out = Variable(self.value * other.value, (self, other))

        def _backward():
            self.gradient += other.value * out.gradient
            other.gradient += self.value * out.gradient

        out._backward = _backward
        return out

    def __pow__(self, exponent):
        out = Variable(self.value**exponent, (self,))

        def _backward():
            self.gradient += exponent * self.value ** (exponent - 1) * out.gradient

        out._backward = _backward
        return out

    def exp(self):
        out = Variable(math.exp(self.value), (self,))

        def _backward():
            self.gradient += out.value * out.gradient

        out._backward = _backward
        return out

    def sigmoid(self):
        e = math.exp(-abs(self.value))
        out = Variable(1 / (1 + e) if self.value >= 0 else e / (1 + e), (self,))

        def _backward():
            self.gradient += out.value * (1 - out.value) * out.gradient

        out._backward = _backward
        return out

    def backward(self):
        order, seen, stack = [], set(), [(self, iter(self._children))]
        seen.add(self)
        while stack:
            node, children = stack[-1]
            child = next(children, None)
            if child is None:
                order.append(node)
                stack.pop()
            elif child not in seen:
                seen.add(child)
                stack.append((child, iter(child._children)))
        for node in order:
            node.gradient = 0.0
        self.gradient = 1.0
        for node in reversed(order):
            node._backward()

    def __neg__(self):
        return self * -1

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return other + (-self)

    def __rmul__(self, other):
        return self * other

    def __div__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return other * self**-1

    def __repr__(self):
        return f"Variable(value={self.value}, gradient={self.gradient})"
