"""
Your Variable computes x - 2 where 2 - x is asked: __rsub__ is called with the number on the left, so return
other - self.

file: graph.py
fails:
  - mnist/none_yet
"""


class Variable(Variable):
    """The mistake."""

    def __rsub__(self, other):
        return self - other
