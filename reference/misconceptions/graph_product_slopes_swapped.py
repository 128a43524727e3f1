"""
Your multiplication gives each operand its own value as its slope: the derivative of x y with respect to x is
y, and with respect to y it is x.

file: graph.py
fails:
  - mnist/none_yet
"""


class Variable(Variable):
    """The mistake."""

    def __mul__(self, other):
        other = _as_variable(other)
        return Variable(self.value * other.value, ((self, self.value), (other, other.value)))
