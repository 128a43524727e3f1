"""
Your power has the wrong slope for a negative exponent: it is n * x ** (n - 1) for any n, so that the
derivative of x^-2 is -2 x^-3.

file: graph.py
fails:
  - graph/powers[[]inverse-square]
  - graph/random_graphs[[]*
"""


class Variable(Variable):
    """The mistake."""

    def __pow__(self, exponent):
        return Variable(self.value**exponent, ((self, abs(exponent) * self.value ** (exponent - 1)),))
