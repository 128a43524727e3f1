"""
Your power has the slope 2 x whatever the exponent is: it is n * x ** (n - 1) for the exponent n.

file: graph.py
fails:
  - graph/rule[[]power]
  - graph/powers[[]*
  - graph/random_graphs[[]*
"""


class Variable(Variable):
    """The mistake."""

    def __pow__(self, exponent):
        return Variable(self.value**exponent, ((self, 2.0 * self.value),))
