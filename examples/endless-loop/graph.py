from math import exp


class Variable:
    def __init__(self, value, *edges):
        self.value = float(value)
        self.gradient = 0.0
        self.edges = edges

    def __add__(self, other):
        if not isinstance(other, Variable):
            return Variable(self.value + other, (self, 1.0))
        return Variable(self.value + other.value, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        if not isinstance(other, Variable):
            return Variable(self.value * other, (self, other))
        return Variable(self.value * other.value, (self, other.value), (other, self.value))

    def __pow__(self, n):
        return Variable(self.value ** n, (self, n * self.value ** (n - 1)))

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + other * -1

    def __rsub__(self, other):
        return self * -1 + other

    def __truediv__(self, other):
        return self * other ** -1.0

    def __rtruediv__(self, other):
        return self ** -1.0 * other

    def exp(self):
        e = exp(self.value)
        return Variable(e, (self, e))

    def sigmoid(self):
        e = exp(-abs(self.value))
        s = 1 / (1 + e) if self.value > 0 else e / (1 + e)
        return Variable(s, (self, e / (1 + e) ** 2))

    def backward(self):
        # count how many edges lead to each node, then hand the gradients down
        count, todo = {self: 0}, [self]
        for node in todo:
            node.gradient = 0.0
            for child, _ in node.edges:
                if child not in count:
                    count[child] = 0
                    todo.append(child)
                count[child] += 1
        self.gradient = 1.0
        todo = [self]
        while todo:
            node = todo.pop()
            for child, slope in node.edges:
                child.gradient += slope * node.gradient
                count[child] -= 1
                if count[child] == 0:
                    todo.append(child)
