"""
Your backward passes a node's gradient on before all nodes computed from it have added theirs: sort the nodes
so that each comes after all that were computed from it, then visit each once.

file: graph.py
fails:
  - graph/paths_of_different_length
  - graph/random_graphs[[]*
"""


class Variable(Variable):
    """The mistake."""

    def backward(self):
        order, seen = [], {self}
        waiting = [self]
        while waiting:
            node = waiting.pop(0)
            order.append(node)
            for operand, _ in node._edges:
                if operand not in seen:
                    seen.add(operand)
                    waiting.append(operand)
        for node in order:
            node.gradient = 0.0
        self.gradient = 1.0
        for node in order:
            for operand, slope in node._edges:
                operand.gradient += slope * node.gradient
