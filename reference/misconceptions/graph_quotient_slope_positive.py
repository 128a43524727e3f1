"""
Your division has the wrong sign in the divisor's slope: the derivative of x / y with respect to y is -x /
y^2.

file: graph.py
fails:
  - mnist/none_yet
"""


class Variable(Variable):
    """The mistake."""

    def __truediv__(self, other):
        other = _as_variable(other)
        quotient = self.value / other.value
        return Variable(quotient, ((self, 1.0 / other.value), (other, quotient / other.value)))
