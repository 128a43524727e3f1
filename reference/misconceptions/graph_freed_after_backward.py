"""
Your backward takes the graph apart, so that a later backward through the same variables finds no way to the
inputs: leave the operands stored in the nodes.

file: graph.py
fails:
  - graph/gradients_belong_to_the_last_backward
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
