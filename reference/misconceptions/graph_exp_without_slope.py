"""
Your exp passes the gradient on as it came: multiply it by the derivative of e^x, which is e^x, the value of
the node.

file: graph.py
fails:
  - graph/gradients_add_up
  - graph/exp_and_sigmoid
  - graph/random_graphs[[]*
"""


class Variable(Variable):
    """The mistake."""

    def exp(self):
        return Variable(math.exp(self.value), ((self, 1.0),))
