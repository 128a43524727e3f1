"""
Your backward works once in a graph: marks that stay in the nodes, or operands that are taken from them, keep a
later backward from the inputs, so keep what is visited in a variable of backward and the graph as it is.

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
