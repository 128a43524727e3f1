"""
Your power multiplies x with itself, which gives 1 for a negative exponent and nothing for a fractional one:
use x ** n, which takes any number, and the slope n * x ** (n - 1).

file: graph.py
fails:
  - graph/powers[[]inverse-square]
  - graph/powers[[]root]
  - graph/random_graphs[[]*
"""


class Variable(Variable):
    """The mistake."""

    def __pow__(self, exponent):
        power = Variable(1.0)
        for _ in range(exponent):
            power = power * self
        return power
