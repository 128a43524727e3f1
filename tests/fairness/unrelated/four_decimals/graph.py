# Bug: values are rounded to four decimals.
# Caught by: graph/gradients_add_up

import numpy as np


class Variable:
    def __init__(self, value, edges=()):
        self.value = np.round(np.float64(value), 4)
        self.gradient = np.float64(0)
        self.edges = edges

    def backward(self):
        nodes, places = [self], {self: 0}
        for node in nodes:
            for operand, _ in node.edges:
                if operand not in places:
                    places[operand] = len(nodes)
                    nodes.append(operand)
        incoming = np.zeros(len(nodes), dtype=int)
        for node in nodes:
            for operand, _ in node.edges:
                incoming[places[operand]] += 1
        gradients = np.zeros(len(nodes))
        gradients[0] = 1
        ready = [0]
        while ready:
            place = ready.pop()
            for operand, slope in nodes[place].edges:
                at = places[operand]
                gradients[at] += slope * gradients[place]
                incoming[at] -= 1
                if incoming[at] == 0:
                    ready.append(at)
        for node, gradient in zip(nodes, gradients):
            node.gradient = gradient


def operator(function, *slopes):
    def apply(self, *others):
        nodes = [self] + [x if isinstance(x, Variable) else Variable(x) for x in others]
        values = [node.value for node in nodes]
        value = function(*values)
        return Variable(value, [(node, slope(*values)) for node, slope in zip(nodes, slopes)])

    return apply


def sigmoid(x):
    return np.exp(-np.logaddexp(0, -x))


def one(*_):
    return 1.0


OPERATORS = {
    "__add__": operator(np.add, one, one),
    "__radd__": operator(np.add, one, one),
    "__sub__": operator(np.subtract, one, lambda a, b: -1.0),
    "__rsub__": operator(lambda a, b: b - a, lambda a, b: -1.0, one),
    "__mul__": operator(np.multiply, lambda a, b: b, lambda a, b: a),
    "__rmul__": operator(np.multiply, lambda a, b: b, lambda a, b: a),
    "__truediv__": operator(np.divide, lambda a, b: 1 / b, lambda a, b: -a / b**2),
    "__rtruediv__": operator(lambda a, b: b / a, lambda a, b: -b / a**2, lambda a, b: 1 / a),
    "__neg__": operator(np.negative, lambda a: -1.0),
    "__pow__": operator(np.power, lambda a, n: n * a ** (n - 1)),
    "exp": operator(np.exp, np.exp),
    "sigmoid": operator(sigmoid, lambda a: sigmoid(a) * sigmoid(-a)),
}
for name, method in OPERATORS.items():
    setattr(Variable, name, method)
