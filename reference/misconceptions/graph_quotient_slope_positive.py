"""
Your division has the wrong sign in the divisor's slope: the derivative of x / y with respect to y is -x /
y^2.

file: graph.py
fails:
  - graph/rule[[]division]
  - graph/numbers_on_either_side[[]quotient]
  - graph/random_graphs[[]*
  - graph/gradient_of_a_network
"""


class Variable(Variable):
    """The mistake."""

    def __truediv__(self, other):
        other = _as_variable(other)
        quotient = self.value / other.value
        return Variable(quotient, ((self, 1.0 / other.value), (other, quotient / other.value)))
