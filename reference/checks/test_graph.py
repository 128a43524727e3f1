"""
Hidden checks of graph.py.

Values and derivatives are compared with closed forms, or with the complex step: for an analytic term f and a
tiny h the derivative is Im f(x + ih) / h, without any cancellation.
"""

import cmath
import math

import numpy as np
import pytest

from grader import assert_close, assert_gradient, check, expect, fold, pipelined, resident

STEP = 1e-30
NUMBERS = {
    "sum": lambda x, y: (2.5 + x) * (y + 2),
    "difference": lambda x, y: (2.5 - x) * (y - 2),
    "product": lambda x, y: (-3 * x) * (y * 2.5),
    "quotient": lambda x, y: (3 / x) * (y / -4),
}
KINDS = ["+", "-", "*", "/", "**", "neg", "exp", "number"]
POWERS = {"zero": 0, "cube": 3, "inverse-square": -2, "root": 0.5}
DEEP, DEEPER = 20_000, 100_000


def exp(x):
    """Give e^x of a student's variable or of a complex number."""
    return cmath.exp(x) if isinstance(x, complex) else x.exp()


def sigmoid(x):
    """Give the sigmoid of a student's variable or of a complex number."""
    return 1 / (1 + cmath.exp(-x)) if isinstance(x, complex) else x.sigmoid()


def differentiate(term, point):
    """Give value and gradient of *term* at *point* by the complex step."""
    shifted = [[complex(x, STEP * (i == j)) for j, x in enumerate(point)] for i in range(len(point))]
    values = [complex(term(*numbers)) for numbers in shifted]
    return values[0].real, [value.imag / STEP for value in values]


def make(student, *numbers):
    """Make a variable of each number."""
    with pipelined():
        return [student.graph.Variable(number) for number in numbers]


def asked(result, *nodes):
    """Call backward on *result*; return its value, and the gradients of *nodes*."""
    result.backward()
    return result.value, [node.gradient for node in nodes]


def after_backward(result, *nodes):
    """Do so in one go."""
    with pipelined():
        return asked(result, *nodes)


def assert_derivatives(student, term, point, complex_term=None):
    """
    Compare value and gradient of *term* at *point* with the complex step.

    Where the term is an object that lives with the student's code, *complex_term* gives its numbers.
    """
    variables = make(student, *map(float, point))
    value, gradient = differentiate(complex_term or term, point)

    with pipelined():  # for the parts of the term that do not wait for each other
        found, slopes = asked(term(*variables), *variables)

    assert_close(found, value, rtol=1e-9, name="value")
    for number, (slope, right) in enumerate(zip(slopes, gradient, strict=True), start=1):
        assert_close(slope, right, rtol=1e-9, atol=1e-11, name=f"gradient of variable {number}")


class Doubling:
    """x + x, again and again."""

    def __init__(self, times):
        self.times = times

    def of(self, x):
        """Return the last sum."""
        for _ in range(self.times):
            x = x + x
        return x


class Stack:
    """What calls are piled on; notes how deep they were ever allowed to be nested from now on."""

    def __init__(self):
        import sys

        self.deepest, self._limit_to = 0, sys.setrecursionlimit
        sys.setrecursionlimit = self._note

    def _note(self, limit, /):
        self._limit_to(limit)
        self.deepest = max(self.deepest, int(limit))

    def limit(self):
        """Return how deep calls could be nested, at the end or for a while, and note no more."""
        import sys

        sys.setrecursionlimit = self._limit_to
        return max(self.deepest, sys.getrecursionlimit())


class RandomTerm:
    """
    A term of three variables, in which results are used again and again.

    Each operation takes earlier results; divisors and bases of powers are made positive, and all results are
    kept moderate by the sigmoid.
    """

    def __init__(self, kinds, choices, numbers):
        self.operations = list(zip(kinds, choices, numbers, strict=True))

    def of(self, *variables):
        """Return the term of student's variables or of complex numbers."""
        nodes = list(variables)
        for kind, choice, number in self.operations:
            # The second operand is one of the last two results, so that the graph grows deep as well as wide.
            first, second = nodes[int(choice[0] * len(nodes))], nodes[-1 - int(choice[1] * 2)]
            nodes.append(self.operate(kind, first, second, number))
        # Every result bears on the last one by a weight of its own, so that a mistake in any operation shows.
        total = nodes[-1] * nodes[-2] - nodes[0]
        for place, node in enumerate(nodes[3:]):
            total = total + node * (1 + place / 16)
        return total

    def operate(self, kind, first, second, number):
        """Apply one operation; *number* keeps x - x from coming out as a constant."""
        if kind == "+":
            return first + second
        if kind == "-":
            return first - second * number
        if kind == "*":
            return self.sigmoid(first) * second
        if kind == "/":
            return first / (self.sigmoid(second) + number)
        if kind == "**":
            return (self.sigmoid(first) + number) ** -1.5 * second
        if kind == "neg":
            return -second * number + first
        if kind == "exp":
            return self.exp(-self.sigmoid(second)) + first
        return number - first * number / (number + self.sigmoid(second))

    def exp(self, x):
        """Give e^x of a student's variable."""
        return x.exp()

    def sigmoid(self, x):
        """Give the sigmoid of a student's variable."""
        return x.sigmoid()


class ComplexTerm(RandomTerm):
    """The same term of complex numbers."""

    def exp(self, x):
        """Give e^x."""
        return cmath.exp(x)

    def sigmoid(self, x):
        """Give the sigmoid."""
        return sigmoid(x)


class NetworkError:
    """The error of a network of two neurons, written with variables."""

    def __init__(self, graph, numbers):
        self.graph, self.numbers = graph, numbers

    def term(self, numbers):
        """Return the variables of the weights, and the error."""
        w, b, v, c = weights = [self.graph.Variable(float(number)) for number in numbers]
        output = (v * (w * -1.5 - b).sigmoid() + c).sigmoid()
        return weights, (1 - output) ** 2 + 0.1 * output / (1 + v * v)

    def value(self, numbers):
        """Return the error."""
        return self.term(numbers)[1].value

    def gradient(self, _):
        """Return the derivatives of the error with respect to the four numbers."""
        weights, result = self.term(self.numbers)
        result.backward()
        return np.array([float(weight.gradient) for weight in weights])


@check(
    task="graph",
    points=1,
    hint="Write the reflected methods too (__radd__, __rsub__, ...), and mind their order.",
    repeats=("graph/numbers_on_either_side[[]*",),
)
@pytest.mark.parametrize("side", NUMBERS)
def test_numbers_on_either_side(student, rng, side):
    """Plain numbers on the left and on the right of a variable: {side}"""
    assert_derivatives(student, NUMBERS[side], rng.uniform(0.5, 2, 2) * rng.choice([-1.0, 1.0], 2))


@check(
    task="graph",
    points=1,
    hint="The slope of x ** n is n * x ** (n - 1), whatever number n is.",
)
@pytest.mark.parametrize("power", POWERS)
def test_powers(student, rng, power):
    """Powers with any number as exponent: {power}"""
    exponent = POWERS[power]
    sign = -1.0 if exponent == int(exponent) else 1.0
    values = rng.uniform(0.5, 2, 2) * [sign, 1.0]

    assert_derivatives(student, lambda x, y: y * x**exponent, values)


@check(
    task="graph", points=1, hint="exp and sigmoid return new nodes; their slopes follow from their values."
)
def test_exp_and_sigmoid(student, rng):
    """Exp and sigmoid of positive and negative numbers"""
    assert_derivatives(
        student,
        lambda x, y: exp(x) * sigmoid(y) + exp(y) * sigmoid(x),
        [rng.uniform(0.5, 3), rng.uniform(-3, -0.5)],
    )


@check(task="graph", points=1, hint="For a negative x use exp(x) / (1 + exp(x)): exp(1000) overflows.")
def test_sigmoid_of_large_numbers(student):
    """Sigmoid is right for 1000, -1000 and numbers between"""
    numbers = (1000.0, -1000.0, 40.0, -40.0, 5.0)
    variables = make(student, *numbers)
    with pipelined():
        results = [variable.sigmoid() for variable in variables]
    with pipelined():
        found = [asked(result, variable) for result, variable in zip(results, variables, strict=True)]

    for x, (value_found, (slope_found,)) in zip(numbers, found, strict=True):
        small = math.exp(-abs(x))
        value = 1 / (1 + small) if x > 0 else small / (1 + small)
        assert_close(value_found, value, rtol=1e-9, atol=1e-15, name=f"sigmoid({x})")
        slope = small / (1 + small) ** 2
        assert_close(slope_found, slope, rtol=1e-9, atol=1e-15, name=f"gradient of sigmoid({x})")


@check(
    task="graph",
    points=1,
    hint="Every node that the result was computed from gets its gradient, not only the inputs.",
)
def test_gradients_of_intermediate_nodes(student):
    """Intermediate nodes and the result itself have gradients as well"""
    x, y = make(student, 2.0, -3.0)
    with pipelined():
        total, square = x + y, x**2
    with pipelined():
        product, five = total * square, 5 * total
    result = product - five

    _, found = after_backward(result, result, product, total, square, x, y)

    right = {
        "the result": 1.0,
        "the product": 1.0,
        "the sum": 4.0 - 5.0,
        "the square": -1.0,
        "x": -1.0 - 4.0,
        "y": -1.0,
    }
    for gradient, (name, due) in zip(found, right.items(), strict=True):
        assert_close(gradient, due, name=f"gradient of {name}")


@check(
    task="graph",
    points=2,
    hint="Pass a node's gradient on only when all nodes computed from it are done.",
    needs=("graph/rule[addition]", "graph/rule[multiplication]"),
)
def test_paths_of_different_length(student, rng):
    """Gradients are right where paths of different length lead to one node"""

    def term(x, y):
        a = x * y
        b = a * x
        c = b + a
        d = c * b * x
        return d * a + c * y - d

    assert_derivatives(student, term, rng.uniform(0.5, 1.5, 2))


@check(
    task="graph", points=2, hint="Visit every node once: mark those that are done, or sort the nodes first."
)
def test_diamond_of_sixty_stages(student):
    """Sixty times x + x is done in a moment and has the gradient 2^60"""
    with pipelined():
        x, doubling = student.graph.Variable(1.25), resident(student, Doubling, 60)

    value, (gradient,) = after_backward(doubling.of(x), x)

    assert_close(value, 1.25 * 2.0**60, name="value")
    assert_close(gradient, 2.0**60, name="gradient of x")


def assert_chain(student, rng, length):
    """Compare value and gradient of a chain of so many operations; return how deep calls may be nested."""
    factors = np.exp(1e-3 * rng.standard_normal(length))
    with pipelined():
        stack = resident(student, Stack)  # before the student's code can take hold of what it replaces
        x = student.graph.Variable(1.5)

    with pipelined():
        value, (gradient,) = asked(fold("*", x, factors), x)
        limit = stack.limit()

    assert_close(value, 1.5 * factors.prod(), rtol=1e-6, name="value")
    assert_close(gradient, factors.prod(), rtol=1e-6, name="gradient of x")
    return limit


@check(
    task="graph",
    points=2,
    hint="Walk the graph with a list of nodes to visit instead of recursion.",
    needs=("graph/rule[multiplication]",),
)
def test_chain_of_twenty_thousand(student, rng):
    """A chain of 20,000 operations needs no recursion"""
    # Whoever raised Python's limit, if only for a while, may have raised it to just what this chain takes.
    if assert_chain(student, rng, DEEP) > DEEP:
        assert_chain(student, rng, DEEPER)


@check(
    task="graph",
    points=1,
    hint="Add up over every edge, also when hundreds of them leave one node.",
    needs=("graph/rule[addition]", "graph/rule[multiplication]"),
)
def test_fan_out_of_two_hundred(student):
    """A variable that is used 200 times gets the sum of 200 gradients"""
    x, factor = make(student, 0.75, 2.0)

    value, gradients = after_backward(fold("+", x * factor, [x] * 200) * factor, x, factor)

    assert_close(value, (0.75 * 2 + 150) * 2, name="value")
    assert_close(gradients[0], 404.0, name="gradient of the variable")
    assert_close(gradients[1], 0.75 * 2 + 150 + 0.75 * 2, name="gradient of the factor")


@check(
    task="graph",
    points=1,
    hint="Set the gradients of all nodes of this graph to 0 before you add to them.",
    needs=("graph/rule[addition]", "graph/rule[multiplication]"),
)
def test_gradients_belong_to_the_last_backward(student):
    """After backward on two results that share variables, the gradients are those of the second"""
    x, y = make(student, 2.0, 3.0)
    shared = x * y
    with pipelined():
        first, four = shared * x, 4 * y
    second = shared + four

    with pipelined():
        first.backward()
        _, (of_x, of_y, of_shared) = asked(second, x, y, shared)
        _, (again,) = asked(first, x)

    assert_close(of_x, 3.0, name="gradient of x")
    assert_close(of_y, 6.0, name="gradient of y")
    assert_close(of_shared, 1.0, name="gradient of the shared node")
    assert_close(again, 12.0, name="gradient of x after backward on the first result again")


@check(
    task="graph",
    points=1,
    hint="Keep a node's operands in the node itself, not in the class or the module.",
    needs=("graph/rule[multiplication]",),
)
def test_two_graphs_share_nothing(student):
    """Two graphs of equal numbers know nothing of each other"""
    x, y, u, v = inputs = make(student, 2.0, 3.0, 2.0, 3.0)
    with pipelined():
        one, other = x * y, u * v * v

    with pipelined():
        _, first = asked(one, *inputs)
        _, second = asked(other, *inputs)
    gradients = [float(gradient) for gradient in first]

    expect(
        gradients == [3.0, 2.0, 0.0, 0.0],
        f"backward on x * y must give 3, 2 and 0 elsewhere, gave {gradients}",
    )
    for name, gradient, right in zip("xyuv", second, (3.0, 2.0, 9.0, 12.0), strict=True):
        assert_close(gradient, right, name=f"gradient of {name}")


@check(task="graph", points=1, hint="Operations make new nodes; values of nodes that exist never change.")
def test_operations_change_no_operand(student, rng):
    """Operations and backward leave the values of their operands alone"""
    numbers = rng.uniform(0.5, 2, 2)
    x, y = make(student, *map(float, numbers))
    total = x + y

    with pipelined():
        _, (gradient,) = asked((total * 2 - x / y) ** 2, x)
        values = [node.value for node in (x, y, total)]
    for name, value, number in zip(("x", "y", "x + y"), values, (*numbers, numbers.sum()), strict=True):
        assert_close(value, number, name=f"value of {name}")
    slope = 2 * (2 * numbers.sum() - numbers[0] / numbers[1])
    assert_close(gradient, slope * (2 - 1 / numbers[1]), rtol=1e-9, name="gradient of x")


@check(
    task="graph",
    points=2,
    kind="gradient",
    hint="Some combination fails: test your operations two by two.",
    needs=(
        "graph/rule[addition]",
        "graph/rule[subtraction]",
        "graph/rule[multiplication]",
        "graph/rule[division]",
        "graph/rule[power]",
        "graph/rule[minus]",
    ),
    repeats=("graph/random_graphs[[]*",),
)
@pytest.mark.parametrize("n_operations", [8, 40], ids=["small", "large"])
def test_random_graphs(student, rng, n_operations):
    """Random graphs of {n_operations} operations have the right derivatives"""
    kinds = rng.permutation(np.resize(KINDS, n_operations)).tolist()
    choices, numbers = rng.random((n_operations, 2)), rng.uniform(0.5, 2, n_operations).tolist()
    term = resident(student, RandomTerm, kinds, choices, numbers)

    assert_derivatives(student, term.of, rng.uniform(-1, 1, 3), ComplexTerm(kinds, choices, numbers).of)


@check(
    task="graph",
    points=2,
    kind="gradient",
    hint="Compare operation by operation: which derivative is wrong?",
    needs=("graph/rule[addition]", "graph/rule[multiplication]", "graph/rule[division]"),
)
def test_gradient_of_a_network(student, rng):
    """The gradient of a small network's loss, written with variables, agrees with differences"""
    x = rng.uniform(0.5, 1.5, 4) * rng.choice([-1.0, 1.0], 4)
    network = resident(student, NetworkError, student.graph, x)

    assert_gradient(
        network.value,
        network.gradient,
        x,
        rng=rng,
        name="(w, b, v, c)",
        formula="gradient of v = sum over all edges from v to a node u: gradient of u * du/dv",
    )
