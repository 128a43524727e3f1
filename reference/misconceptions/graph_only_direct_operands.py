"""
Your backward gives a gradient only to the operands of the last operation: go on from node to node, down to
the inputs.

file: graph.py
fails:
  - mnist/none_yet
"""


class Variable(Variable):
    """The mistake."""

    def backward(self):
        for operand, _ in self._edges:
            operand.gradient = 0.0
        self.gradient = 1.0
        for operand, slope in self._edges:
            operand.gradient += slope
