"""
Your backward adds to the gradients that an earlier backward has left: set the gradients of all nodes of the
graph to 0 first, then that of the result to 1.

file: graph.py
fails:
  - graph/backward_twice
  - graph/gradients_belong_to_the_last_backward
"""


class Variable(Variable):
    """The mistake."""

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, operands_are_done = stack.pop()
            if operands_are_done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack += [(operand, False) for operand, _ in node._edges]
        self.gradient = 1.0
        for node in reversed(order):
            for operand, slope in node._edges:
                operand.gradient += slope * node.gradient
