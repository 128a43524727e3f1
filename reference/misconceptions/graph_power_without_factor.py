"""
Your power has the slope x^(n - 1): multiply it by the exponent, n * x ** (n - 1).

file: graph.py
fails:
  - mnist/none_yet
"""


class Variable(Variable):
    """The mistake."""

    def __pow__(self, exponent):
        return Variable(self.value**exponent, ((self, self.value ** (exponent - 1)),))
