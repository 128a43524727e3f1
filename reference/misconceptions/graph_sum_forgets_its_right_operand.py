"""
Your addition gives the gradient to its left operand only: both operands of x + y have slope 1.

file: graph.py
fails:
  - mnist/none_yet
"""


class Variable(Variable):
    """The mistake."""

    def __add__(self, other):
        other = _as_variable(other)
        return Variable(self.value + other.value, ((self, 1.0),))
