"""
A computation graph of numbers: compute forward, then differentiate backward by the chain rule.

Every operation on a ``Variable`` makes a new ``Variable`` that remembers what it was computed from.
``backward`` walks this graph from the result to the inputs; it is what deep-learning libraries call reverse
mode.
"""

# BEGIN PROMPT
import math


def _as_variable(operand):
    """Return *operand* itself if it is a ``Variable``, else a new ``Variable`` of that number."""
    return operand if isinstance(operand, Variable) else Variable(operand)


# END PROMPT


class Variable:
    """
    A node of the graph: a number, and after ``backward`` the derivative of the result with respect to it.

    With ``L`` the node on which ``backward`` was called and ``v`` any node that ``L`` was computed from:

        gradient of L = 1
        gradient of v = sum over all nodes u computed directly from v:  gradient of u * du/dv

    The sum goes over every edge that leaves ``v``; in ``x * x`` two edges lead from ``x`` to the same node.

    Attributes:
        value: The number, a float.
        gradient: 0.0 until a ``backward``, then the derivative of the node on which it was called.
    """

    def __init__(self, value, edges=()):
        """
        Make a node with gradient 0.0.

        Args:
            value: A number.
            edges: Pairs ``(operand, slope)``, one for each operand that this node is computed from, with the
                derivative of this node with respect to it; none for an input of the graph. (A proposal:
                callers pass only *value*, so you may store the graph in another way.)
        """
        # BEGIN SOLUTION
        self.value = float(value)
        self.gradient = 0.0
        self._edges = edges
        self._missing = 0  # during backward: from how many edges a part of the gradient is still to come
        # END SOLUTION

    def __add__(self, other):
        """Return the node ``self + other``; slopes 1 and 1. *other* is a ``Variable`` or a number."""
        # BEGIN SOLUTION
        other = _as_variable(other)
        return Variable(self.value + other.value, ((self, 1.0), (other, 1.0)))
        # END SOLUTION

    def __radd__(self, other):
        """Return the node ``other + self`` for a number *other*: Python comes here as a float cannot add."""
        # BEGIN SOLUTION
        return self + other
        # END SOLUTION

    def __sub__(self, other):
        """Return the node ``self - other``; slopes 1 and -1. *other* is a ``Variable`` or a number."""
        # BEGIN SOLUTION
        other = _as_variable(other)
        return Variable(self.value - other.value, ((self, 1.0), (other, -1.0)))
        # END SOLUTION

    def __rsub__(self, other):
        """Return the node ``other - self`` for a number *other*; mind the order."""
        # BEGIN SOLUTION
        return _as_variable(other) - self
        # END SOLUTION

    def __mul__(self, other):
        """Return the node ``self * other``; slopes ``other`` and ``self``. *other* as in ``self + other``."""
        # BEGIN SOLUTION
        other = _as_variable(other)
        return Variable(self.value * other.value, ((self, other.value), (other, self.value)))
        # END SOLUTION

    def __rmul__(self, other):
        """Return the node ``other * self`` for a number *other*."""
        # BEGIN SOLUTION
        return self * other
        # END SOLUTION

    def __truediv__(self, other):
        """
        Return the node ``self / other``; slopes ``1 / other`` and ``-self / other^2``.

        Args:
            other: A ``Variable`` or a number.

        Raises:
            ZeroDivisionError: *other* is 0.
        """
        # BEGIN SOLUTION
        other = _as_variable(other)
        quotient = self.value / other.value
        return Variable(quotient, ((self, 1.0 / other.value), (other, -quotient / other.value)))
        # END SOLUTION

    def __rtruediv__(self, other):
        """Return the node ``other / self`` for a number *other*; mind the order."""
        # BEGIN SOLUTION
        return _as_variable(other) / self
        # END SOLUTION

    def __neg__(self):
        """Return the node ``-self``; slope -1."""
        # BEGIN SOLUTION
        return Variable(-self.value, ((self, -1.0),))
        # END SOLUTION

    def __pow__(self, exponent):
        """
        Return the node ``self ** exponent``; slope ``exponent * self ** (exponent - 1)``.

        Args:
            exponent: A plain number, not a ``Variable``; it may be negative, and where it is not whole,
                ``self`` must be positive.
        """
        # BEGIN SOLUTION
        slope = exponent * self.value ** (exponent - 1) if exponent else 0.0
        return Variable(self.value**exponent, ((self, slope),))
        # END SOLUTION

    def exp(self):
        """Return the node ``e ** self``; its slope is its own value."""
        # BEGIN SOLUTION
        power = math.exp(self.value)
        return Variable(power, ((self, power),))
        # END SOLUTION

    def sigmoid(self):
        """
        Return the node ``s = 1 / (1 + e ** -self)``; slope ``s * (1 - s)``.

        Finite for any value: ``math.exp`` raises OverflowError above 709, so for a negative value use the
        equal form ``e ** self / (1 + e ** self)``.
        """
        # BEGIN SOLUTION
        decay = math.exp(-abs(self.value))
        s = (1.0 if self.value >= 0 else decay) / (1.0 + decay)
        return Variable(s, ((self, s * (1.0 - s)),))
        # END SOLUTION

    def backward(self):
        """
        Fill ``gradient`` of this node and of every node that it was computed from.

        This node gets 1.0. The gradients are set anew: what an earlier ``backward`` left in these nodes does
        not count, so calling it twice gives the same numbers.

        Order matters: a node may pass its gradient on only when it is complete, so after all nodes computed
        from it. Visit each node once (sixty times ``x = x + x`` has 2^60 paths, but 61 nodes), and without
        recursion (a chain of 100,000 nodes is deeper than Python's stack).
        """
        # BEGIN SOLUTION
        nodes = [self]
        for node in nodes:  # the list grows on the way
            node.gradient = 0.0
            for operand, _ in node._edges:
                if operand._missing == 0:
                    nodes.append(operand)
                operand._missing += 1

        self.gradient = 1.0
        complete = [self]
        while complete:
            node = complete.pop()
            for operand, slope in node._edges:
                operand.gradient += slope * node.gradient
                operand._missing -= 1
                if operand._missing == 0:
                    complete.append(operand)
        # END SOLUTION
