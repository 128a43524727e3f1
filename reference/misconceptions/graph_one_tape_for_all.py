"""
Your backward resets the gradients of variables in other graphs, as with one list of all nodes in the class or
the module: a result reaches only the nodes that it was computed from.

file: graph.py
fails:
  - graph/two_graphs_share_nothing
"""

_TAPE = []


class Variable(Variable):
    """The mistake."""

    def __init__(self, value, edges=()):
        super().__init__(value, edges)
        _TAPE.append(self)

    def backward(self):
        for node in _TAPE:
            node.gradient = 0.0
        self.gradient = 1.0
        for node in reversed(_TAPE):
            for operand, slope in node._edges:
                operand.gradient += slope * node.gradient
