"""
Your backward takes the graph apart, so that a later backward through the same variables finds no way to the
inputs: leave the operands stored in the nodes.

file: graph.py
fails:
  - mnist/none_yet
"""


class Variable(Variable):
    """The mistake."""

    def backward(self):
        super().backward()
        waiting = [self]
        while waiting:
            node = waiting.pop()
            waiting += [operand for operand, _ in node._edges]
            node._edges = ()
