# Bug: exp is the first six terms of its series.
# Caught by: graph/exp_and_sigmoid

import math
from dataclasses import dataclass, field


@dataclass(eq=False)
class Variable:
    value: float
    kind: str = "leaf"
    operands: tuple = field(default=(), repr=False)
    extra: float = 0.0
    gradient: float = field(default=0.0, init=False)

    def __post_init__(self):
        self.value = float(self.value)

    def __add__(self, other):
        return make("add", self, other)

    def __radd__(self, other):
        return make("add", other, self)

    def __sub__(self, other):
        return make("sub", self, other)

    def __rsub__(self, other):
        return make("sub", other, self)

    def __mul__(self, other):
        return make("mul", self, other)

    def __rmul__(self, other):
        return make("mul", other, self)

    def __truediv__(self, other):
        return make("div", self, other)

    def __rtruediv__(self, other):
        return make("div", other, self)

    def __neg__(self):
        return make("sub", 0, self)

    def __pow__(self, exponent):
        return Variable(self.value**exponent, "pow", (self,), exponent)

    def exp(self):
        return Variable(sum(self.value**k / math.factorial(k) for k in range(6)), "exp", (self,))

    def sigmoid(self):
        e = math.exp(-abs(self.value))
        return Variable((1 if self.value > 0 else e) / (1 + e), "sigmoid", (self,))

    def slopes(self):
        match self.kind, [operand.value for operand in self.operands]:
            case "leaf", _:
                return ()
            case "add", _:
                return 1, 1
            case "sub", _:
                return 1, -1
            case "mul", [a, b]:
                return b, a
            case "div", [a, b]:
                return 1 / b, -a / b**2
            case "pow", [a]:
                return (self.extra * a ** (self.extra - 1),)
            case "exp", _:
                return (self.value,)
            case "sigmoid", _:
                return (self.value * (1 - self.value),)

    def backward(self):
        order, state, stack = [], {}, [self]
        while stack:
            node = stack[-1]
            if id(node) not in state:
                state[id(node)] = iter(node.operands)
            for operand in state[id(node)]:
                if id(operand) not in state:
                    stack.append(operand)
                    break
            else:
                order.append(stack.pop())
        for node in order:
            node.gradient = 0.0
        self.gradient = 1.0
        for node in reversed(order):
            for operand, slope in zip(node.operands, node.slopes()):
                operand.gradient += node.gradient * slope


def make(kind, a, b):
    a = a if isinstance(a, Variable) else Variable(a)
    b = b if isinstance(b, Variable) else Variable(b)
    value = {
        "add": lambda: a.value + b.value,
        "sub": lambda: a.value - b.value,
        "mul": lambda: a.value * b.value,
        "div": lambda: a.value / b.value,
    }[kind]()
    return Variable(value, kind, (a, b))
