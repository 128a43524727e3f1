"""
Your Variable has no gradient of 0.0 before a backward: set self.gradient = 0.0 in the constructor.

file: graph.py
fails:
  - graph/backward_twice
  - graph/two_graphs_share_nothing
"""


class Variable(Variable):
    """The mistake."""

    def __init__(self, value, edges=()):
        super().__init__(value, edges)
        self.gradient = None
