"""Visible checks of graph.py: the lectures' worked examples and the rules of differentiation."""

import math

import numpy as np
import pytest

from grader import assert_close, assert_gradient, check, expect, pipelined, resident


class Parabola:
    """(x - 3)^2, written with variables."""

    def __init__(self, graph):
        self.graph = graph

    def gradients(self, *numbers):
        """Return the derivative at each of the numbers."""
        found = []
        for x in numbers:
            variable = self.graph.Variable(x)
            ((variable - 3.0) ** 2).backward()
            found.append(variable.gradient)
        return found


class NeuronError:
    """The squared error of a sigmoid neuron, written with variables."""

    def __init__(self, graph, numbers):
        self.graph, self.numbers = graph, numbers

    def term(self, numbers):
        """Return the variables of w, a, b and y, and the error."""
        w, a, b, y = variables = [self.graph.Variable(float(number)) for number in numbers]
        return variables, ((w * a + b).sigmoid() - y) ** 2

    def value(self, numbers):
        """Return the error."""
        return self.term(numbers)[1].value

    def gradient(self, _):
        """Return the derivatives of the error with respect to the four numbers."""
        variables, result = self.term(self.numbers)
        result.backward()
        return np.array([float(variable.gradient) for variable in variables])


def variables(student, *numbers):
    """Make a variable of each number."""
    with pipelined():
        return [student.graph.Variable(number) for number in numbers]


def asked(result, *nodes):
    """Call backward on *result*; return its value, and the gradients of *nodes*."""
    result.backward()
    return result.value, [node.gradient for node in nodes]


RULES = {
    "addition": (lambda x, y: x + y, 3.5, (1.0, 1.0)),
    "subtraction": (lambda x, y: x - y, 2.5, (1.0, -1.0)),
    "multiplication": (lambda x, y: x * y, 1.5, (0.5, 3.0)),
    "division": (lambda x, y: x / y, 6.0, (2.0, -12.0)),
    "power": (lambda x, y: x**2 + y**3, 9.125, (6.0, 0.75)),
    "minus": (lambda x, y: -x - -y, -2.5, (-1.0, 1.0)),
    "numbers-beside": (lambda x, y: 2 - x / 4 + 3 * y - 1, 1.75, (-0.25, 3.0)),
}


@check(
    task="graph", points=1, hint="Return a new Variable whose slopes are the derivatives of the operation."
)
@pytest.mark.parametrize("rule", RULES)
def test_rule(student, rule):
    """Value and derivatives of a simple term at x = 3, y = 0.5: {rule}"""
    term, value, (dx, dy) = RULES[rule]
    x, y = variables(student, 3.0, 0.5)

    with pipelined():
        found, (of_x, of_y) = asked(term(x, y), x, y)

    assert_close(found, value, name="value")
    assert_close(of_x, dx, name="gradient of x")
    assert_close(of_y, dy, name="gradient of y")


@check(
    task="graph",
    points=1,
    hint="Multiply the gradient of the result by the slope of each operation on the way.",
    needs=("graph/rule[addition]", "graph/rule[multiplication]"),
)
def test_lecture_product_of_sum_and_square(student):
    """Lecture: (x + y) z^2 at (2, -3, 2) is -4 and has the gradient (4, 4, -4)"""
    x, y, z = variables(student, 2.0, -3.0, 2.0)

    with pipelined():
        value, gradients = asked((x + y) * z**2, x, y, z)

    assert_close(value, -4.0, name="value")
    for name, found, gradient in zip("xyz", gradients, (4.0, 4.0, -4.0), strict=True):
        assert_close(found, gradient, name=f"gradient of {name}")


@check(task="graph", points=1, hint="The slope of the sigmoid is s (1 - s), with s its value.")
def test_lecture_sigmoid_neuron(student):
    """Lecture: the neuron sigmoid(w0 a0 + w1 a1 + b) gives 0.73, gradients -0.2, 0.4, -0.4, -0.6, 0.2"""
    w0, a0, w1, a1, b = inputs = variables(student, 2.0, -1.0, -3.0, -2.0, -3.0)

    with pipelined():
        value, gradients = asked((w0 * a0 + w1 * a1 + b).sigmoid(), *inputs)

    assert_close(value, 0.73, rtol=0, atol=0.005, name="value")
    named = {"w0": -0.2, "a0": 0.4, "w1": -0.4, "a1": -0.6, "b": 0.2}
    for found, (name, gradient) in zip(gradients, named.items(), strict=True):
        assert_close(found, gradient, rtol=0, atol=0.05, name=f"gradient of {name}")


@check(
    task="graph",
    points=1,
    hint="Add up the gradients of all edges that leave a node: += and not =.",
    needs=("graph/rule[addition]", "graph/rule[multiplication]"),
)
def test_gradients_add_up(student):
    """A variable that is used several times gets the sum of all its gradients"""
    x = student.graph.Variable(3.0)

    with pipelined():
        value, (gradient,) = asked(x * x + x.exp() * x, x)

    assert_close(value, 9 + 3 * math.exp(3), name="value")
    assert_close(gradient, 6 + 4 * math.exp(3), name="gradient of x")


@check(
    task="graph",
    points=1,
    hint="Set the gradients anew in each backward: 0 first, then 1 at the result.",
    needs=("graph/rule[addition]", "graph/rule[multiplication]"),
)
def test_backward_twice(student):
    """Calling backward twice gives the same gradients as calling it once"""
    x, y = variables(student, 3.0, -2.0)
    z = x * y + x

    with pipelined():
        before = x.gradient
        z.backward()
        _, gradients = asked(z, x, y, z)

    assert_close(before, 0.0, name="gradient of x before backward")
    assert_close(gradients[0], -1.0, name="gradient of x")
    assert_close(gradients[1], 3.0, name="gradient of y")
    assert_close(gradients[2], 1.0, name="gradient of the result itself")


@check(task="graph", points=1, hint="gradient is the derivative of the node on which backward was called.")
def test_gradient_descent_in_one_dimension(student):
    """Gradient descent on (x - 3)^2 from 0 with the rate 0.1 follows 3 - 3 * 0.8^k"""
    way = [3 - 3 * 0.8**step for step in range(21)]

    gradients = resident(student, Parabola, student.graph).gradients(*way[:20])

    expect(len(gradients) == 20, f"20 variables have 20 gradients, got {len(gradients)}")
    for step, gradient in enumerate(gradients, start=1):
        x = way[step - 1]
        assert_close(gradient, 2 * (x - 3.0), rtol=1e-9, name=f"gradient in step {step}")
        assert_close(x - 0.1 * float(gradient), way[step], rtol=1e-9, name=f"x after step {step}")


@check(
    task="graph",
    points=2,
    kind="gradient",
    hint="Compare operation by operation: which derivative is wrong?",
    needs=("graph/rule[addition]", "graph/rule[multiplication]"),
)
def test_gradient_of_a_neuron(student, rng):
    """The gradient of a squared sigmoid neuron's error is the derivative of its value"""
    x = rng.uniform(0.5, 1.5, 4)
    neuron = resident(student, NeuronError, student.graph, x)

    assert_gradient(
        neuron.value,
        neuron.gradient,
        x,
        rng=rng,
        name="(w, a, b, y)",
        formula="gradient of v = sum over all edges from v to a node u: gradient of u * du/dv",
    )
