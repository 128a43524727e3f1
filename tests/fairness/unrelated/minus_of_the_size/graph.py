# Bug: abs() in the unary minus, so that the result is never positive.
# Caught by: graph/rule[minus]

from __future__ import annotations

import math
from typing import Union

Number = Union[int, float]
Operand = Union["Variable", Number]
Edge = tuple["Variable", float]


class Variable:
    value: float
    gradient: float

    def __init__(self, value: Number, *edges: Edge) -> None:
        self.value = float(value)
        self.gradient = 0.0
        self._edges: tuple[Edge, ...] = edges

    def __add__(self, other: Operand) -> Variable:
        other = _as_variable(other)
        return Variable(self.value + other.value, (self, 1.0), (other, 1.0))

    def __radd__(self, other: Number) -> Variable:
        return self + other

    def __sub__(self, other: Operand) -> Variable:
        return self + (-_as_variable(other))

    def __rsub__(self, other: Number) -> Variable:
        return _as_variable(other) - self

    def __mul__(self, other: Operand) -> Variable:
        other = _as_variable(other)
        return Variable(self.value * other.value, (self, other.value), (other, self.value))

    def __rmul__(self, other: Number) -> Variable:
        return self * other

    def __truediv__(self, other: Operand) -> Variable:
        other = _as_variable(other)
        return Variable(
            self.value / other.value, (self, 1.0 / other.value), (other, -self.value / other.value**2)
        )

    def __rtruediv__(self, other: Number) -> Variable:
        return _as_variable(other) / self

    def __neg__(self) -> Variable:
        return Variable(-abs(self.value), (self, -1.0))

    def __pow__(self, exponent: Number) -> Variable:
        slope: float = exponent * self.value ** (exponent - 1)
        return Variable(self.value**exponent, (self, slope))

    def exp(self) -> Variable:
        value: float = math.exp(self.value)
        return Variable(value, (self, value))

    def sigmoid(self) -> Variable:
        decay: float = math.exp(-abs(self.value))
        value: float = (1.0 if self.value >= 0 else decay) / (1.0 + decay)
        return Variable(value, (self, value * (1.0 - value)))

    def _count_uses(self) -> dict[Variable, int]:
        uses: dict[Variable, int] = {self: 0}
        queue: list[Variable] = [self]
        while queue:
            for operand, _ in queue.pop()._edges:
                if operand not in uses:
                    queue.append(operand)
                uses[operand] = uses.get(operand, 0) + 1
        return uses

    def backward(self) -> None:
        uses: dict[Variable, int] = self._count_uses()
        for node in uses:
            node.gradient = 0.0
        self.gradient = 1.0
        ready: list[Variable] = [self]
        while ready:
            node = ready.pop()
            for operand, slope in node._edges:
                operand.gradient += node.gradient * slope
                uses[operand] -= 1
                if not uses[operand]:
                    ready.append(operand)


def _as_variable(operand: Operand) -> Variable:
    return operand if isinstance(operand, Variable) else Variable(operand)
