"""
Your backward begins with the value of the result as its gradient: begin with 1, the derivative of the result
with respect to itself.

file: graph.py
fails:
  - mnist/none_yet
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
        for node in order:
            node.gradient = 0.0
        self.gradient = self.value
        for node in reversed(order):
            for operand, slope in node._edges:
                operand.gradient += slope * node.gradient
