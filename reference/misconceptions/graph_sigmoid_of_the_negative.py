"""
Your sigmoid computes 1 / (1 + e^x), which falls: the exponent is -x, 1 / (1 + e^-x).

file: graph.py
fails:
  - mnist/none_yet
"""


class Variable(Variable):
    """The mistake."""

    def sigmoid(self):
        s = Variable(-self.value)
        s = super(Variable, s).sigmoid().value
        return Variable(s, ((self, -s * (1.0 - s)),))
