"""
Your power cuts a fractional exponent down to a whole number, as int() does: any number may be the exponent.

file: graph.py
fails:
  - graph/powers[[]root]
  - graph/random_graphs[[]*
"""


class Variable(Variable):
    """The mistake."""

    def __pow__(self, exponent):
        exponent = int(exponent)
        return Variable(self.value**exponent, ((self, exponent * self.value ** (exponent - 1)),))
