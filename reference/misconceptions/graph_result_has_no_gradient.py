"""
Your backward gives the operands their gradients but not the result itself: set its gradient to 1.

file: graph.py
fails:
  - graph/backward_twice
  - graph/gradients_of_intermediate_nodes
"""


class Variable(Variable):
    """The mistake."""

    def backward(self):
        super().backward()
        self.gradient = 0.0
