"""
Your backward works once in a graph: marks that stay in the nodes, or operands that are taken from them, keep a
later backward from the inputs, so keep what is visited in a variable of backward and the graph as it is.

file: graph.py
fails:
  - graph/gradients_belong_to_the_last_backward
"""


class Variable(Variable):
    """The mistake."""

    _visited = False

    def backward(self):
        order, stack = [], [(self, False)]
        while stack:
            node, operands_are_done = stack.pop()
            if operands_are_done:
                order.append(node)
            elif not node._visited:
                node._visited = True
                stack.append((node, True))
                stack += [(operand, False) for operand, _ in node._edges]
        for node in order:
            node.gradient = 0.0
        self.gradient = 1.0
        for node in reversed(order):
            for operand, slope in node._edges:
                operand.gradient += slope * node.gradient
