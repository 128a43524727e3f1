"""
Your Variable computes x / 2 where 2 / x is asked: __rtruediv__ is called with the number on the left, so
return other / self.

file: graph.py
fails:
  - graph/numbers_on_either_side[[]quotient]
"""


class Variable(Variable):
    """The mistake."""

    def __rtruediv__(self, other):
        return self / other
