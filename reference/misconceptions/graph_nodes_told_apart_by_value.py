"""
Your backward takes different nodes of equal value for the same node, as an __eq__ or a set of values does:
tell nodes apart by identity, which objects without __eq__ do by themselves.

file: graph.py
fails:
  - graph/lecture_sigmoid_neuron
  - graph/random_graphs[[]*
"""


class Variable(Variable):
    """The mistake."""

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, operands_are_done = stack.pop()
            if operands_are_done:
                order.append(node)
            elif node.value not in seen:
                seen.add(node.value)
                stack.append((node, True))
                stack += [(operand, False) for operand, _ in node._edges]
        for node in order:
            node.gradient = 0.0
        self.gradient = 1.0
        for node in reversed(order):
            for operand, slope in node._edges:
                operand.gradient += slope * node.gradient
