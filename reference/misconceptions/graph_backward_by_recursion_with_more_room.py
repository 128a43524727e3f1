"""
Your backward calls itself and raises Python's limit of recursion for that: room for some ten thousand calls is
not enough for a chain of 100,000 operations, so walk the graph with a list of the nodes still to be visited.

file: graph.py
fails:
  - graph/chain_of_twenty_thousand
"""

import sys


class Variable(Variable):
    """The mistake."""

    def backward(self):
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(50_000)
        try:
            order, seen = [], set()
            self._visit(order, seen)
        finally:
            sys.setrecursionlimit(limit)
        for node in order:
            node.gradient = 0.0
        self.gradient = 1.0
        for node in reversed(order):
            for operand, slope in node._edges:
                operand.gradient += slope * node.gradient

    def _visit(self, order, seen):
        if self not in seen:
            seen.add(self)
            for operand, _ in self._edges:
                operand._visit(order, seen)
            order.append(self)
