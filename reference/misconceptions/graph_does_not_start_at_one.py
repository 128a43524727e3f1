"""
Your backward leaves all gradients 0, because it does not set that of the result itself: begin with gradient 1
at the node on which backward was called.

file: graph.py
fails:
  - graph/*
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
        for node in reversed(order):
            for operand, slope in node._edges:
                operand.gradient += slope * node.gradient
