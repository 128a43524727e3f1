"""
Your subtraction gives both operands the slope 1: the derivative of x - y with respect to y is -1.

file: graph.py
fails:
  - mnist/none_yet
"""


class Variable(Variable):
    """The mistake."""

    def __sub__(self, other):
        other = _as_variable(other)
        return Variable(self.value - other.value, ((self, 1.0), (other, 1.0)))
