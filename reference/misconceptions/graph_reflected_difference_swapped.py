"""
Your Variable computes x - 2 where 2 - x is asked: __rsub__ is called with the number on the left, so return
other - self.

file: graph.py
fails:
  - graph/rule[[]numbers-beside]
  - graph/numbers_on_either_side[[]difference]
  - graph/random_graphs[[]*
"""


class Variable(Variable):
    """The mistake."""

    def __rsub__(self, other):
        return self - other
