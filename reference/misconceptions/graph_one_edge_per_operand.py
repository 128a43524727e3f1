"""
Your Variable loses one of two edges to the same operand, so that x * x and x + x get half of their gradient:
keep the operands in a list or tuple, not in a set or dict.

file: graph.py
fails:
  - graph/gradients_add_up
  - graph/diamond_of_sixty_stages
  - graph/gradient_of_a_network
"""


class Variable(Variable):
    """The mistake."""

    def __init__(self, value, edges=()):
        super().__init__(value, tuple(dict(edges).items()))
