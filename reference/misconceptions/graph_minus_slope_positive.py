"""
Your unary minus turns the value round but has slope 1: the derivative of -x is -1.

file: graph.py
fails:
  - graph/rule[[]minus]
  - graph/random_graphs[[]*
"""


class Variable(Variable):
    """The mistake."""

    def __neg__(self):
        return Variable(-self.value, ((self, 1.0),))
