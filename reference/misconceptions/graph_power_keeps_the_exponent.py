"""
Your power has the slope n x^n: lower the exponent by one, n * x ** (n - 1).

file: graph.py
fails:
  - mnist/none_yet
"""


class Variable(Variable):
    """The mistake."""

    def __pow__(self, exponent):
        return Variable(self.value**exponent, ((self, exponent * self.value**exponent),))
