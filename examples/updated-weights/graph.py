# Exercise: computation graph
import math


def to_variable(x):
    if isinstance(x, Variable):
        return x
    return Variable(x)


class Variable:
    def __init__(self, value):
        self.value = float(value)
        self.gradient = 0.0
        self.inputs = []   # the variables this one was computed from
        self.slopes = []   # derivative of this one w.r.t. each of them

    def _new(self, value, inputs, slopes):
        result = Variable(value)
        result.inputs = inputs
        result.slopes = slopes
        return result

    def __add__(self, other):
        other = to_variable(other)
        return self._new(self.value + other.value, [self, other], [1.0, 1.0])

    def __radd__(self, other):
        return self + other

    def __neg__(self):
        return self._new(-self.value, [self], [-1.0])

    def __sub__(self, other):
        return self + (-to_variable(other))

    def __rsub__(self, other):
        return (-self) + other

    def __mul__(self, other):
        other = to_variable(other)
        return self._new(self.value * other.value, [self, other], [other.value, self.value])

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        other = to_variable(other)
        return self._new(self.value / other.value, [self, other],
                         [1 / other.value, -self.value / other.value ** 2])

    def __rtruediv__(self, other):
        return to_variable(other) / self

    def __pow__(self, n):
        if n == 0:
            slope = 0.0
        else:
            slope = n * self.value ** (n - 1)
        return self._new(self.value ** n, [self], [slope])

    def exp(self):
        e = math.exp(self.value)
        return self._new(e, [self], [e])

    def sigmoid(self):
        if self.value >= 0:
            s = 1 / (1 + math.exp(-self.value))
        else:
            s = math.exp(self.value) / (1 + math.exp(self.value))
        return self._new(s, [self], [s * (1 - s)])

    def backward(self):
        # 1. find all nodes and sort them: inputs first (depth first with an own stack)
        visited = set()
        order = []
        stack = [(self, 0)]
        visited.add(self)
        while len(stack) > 0:
            node, i = stack.pop()
            if i < len(node.inputs):
                stack.append((node, i + 1))
                child = node.inputs[i]
                if child not in visited:
                    visited.add(child)
                    stack.append((child, 0))
            else:
                order.append(node)

        # 2. gradients: from the result back to the inputs
        for node in order:
            node.gradient = 0.0
        self.gradient = 1.0
        for node in reversed(order):
            for child, slope in zip(node.inputs, node.slopes):
                child.gradient += node.gradient * slope
