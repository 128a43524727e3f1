# after the famous video tutorial
import math


class Variable:
    def __init__(self, value, _children=()):
        self.value = float(value)
        self.gradient = 0.0
        self._backward = lambda: None
        self._prev = set(_children)

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

    def __pow__(self, other):
        assert isinstance(other, (int, float)), "only int/float powers"
        out = Variable(self.value ** other, (self,))

        def _backward():
            self.gradient += other * self.value ** (other - 1) * out.gradient
        out._backward = _backward
        return out

    def exp(self):
        out = Variable(math.exp(self.value), (self,))

        def _backward():
            self.gradient += out.value * out.gradient
        out._backward = _backward
        return out

    def sigmoid(self):
        if self.value >= 0:
            s = 1 / (1 + math.exp(-self.value))
        else:
            s = math.exp(self.value) / (1 + math.exp(self.value))
        out = Variable(s, (self,))

        def _backward():
            self.gradient += s * (1 - s) * out.gradient
        out._backward = _backward
        return out

    def backward(self):
        topo = []
        visited = set()

        def build_topo(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build_topo(child)
                topo.append(v)
        build_topo(self)

        self.gradient = 1.0
        for v in reversed(topo):
            v._backward()

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

    def __truediv__(self, other):
        return self * other ** -1

    def __rtruediv__(self, other):
        return other * self ** -1
