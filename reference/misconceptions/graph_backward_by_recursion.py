"""
Your backward calls itself for each operand, so that a long chain ends in RecursionError: walk the graph with
a list of the nodes that are still to be visited.

file: graph.py
fails:
  - graph/chain_of_twenty_thousand
"""


class Variable(Variable):
    """The mistake."""

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for operand, _ in node._edges:
                    visit(operand)
                order.append(node)

        visit(self)
        for node in order:
            node.gradient = 0.0
        self.gradient = 1.0
        for node in reversed(order):
            for operand, slope in node._edges:
                operand.gradient += slope * node.gradient
