"""
Your backward resets the gradients of some nodes only, such as the inputs, so that intermediate results keep
what an earlier backward left: set the gradient of every node to 0 first.

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
        for node in order:
            if not node._edges:
                node.gradient = 0.0
        self.gradient = 1.0
        for node in reversed(order):
            for operand, slope in node._edges:
                operand.gradient += slope * node.gradient
