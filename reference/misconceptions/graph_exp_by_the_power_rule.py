"""
Your exp has the slope x e^(x - 1): the power rule is for a variable base, and the derivative of e^x is e^x
itself.

file: graph.py
fails:
  - graph/gradients_add_up
  - graph/exp_and_sigmoid
  - graph/random_graphs[[]*
"""


class Variable(Variable):
    """The mistake."""

    def exp(self):
        return Variable(math.exp(self.value), ((self, self.value * math.exp(self.value - 1.0)),))
