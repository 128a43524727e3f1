"""
Your backward visits a node again whenever a gradient arrives and then passes its whole sum on, so that
earlier parts count twice: visit each node once, when its gradient is complete.

file: graph.py
fails:
  - graph/paths_of_different_length
  - graph/random_graphs[[]*
"""


class Variable(Variable):
    """The mistake."""

    def backward(self):
        nodes, stack = {self}, [self]
        while stack:
            for operand, _ in stack.pop()._edges:
                if operand not in nodes:
                    nodes.add(operand)
                    stack.append(operand)
        for node in nodes:
            node.gradient = 0.0
        self.gradient = 1.0
        waiting = [self]
        while waiting:
            node = waiting.pop(0)
            for operand, slope in node._edges:
                operand.gradient += slope * node.gradient
                if operand not in waiting:
                    waiting.append(operand)
