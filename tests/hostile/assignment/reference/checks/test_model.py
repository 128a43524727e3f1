"""Hidden checks. CANARY-hidden-@hex@"""

from pathlib import Path

import numpy as np

from grader import assert_close, check, expect, exported

MARK = "CANARY-hidden-@hex@"
START = 424242424242
LABELS = Path(__file__).parents[1] / "labels.txt"


@check(task="model", points=2, hint="Multiply x by the weights.")
def test_forward(student, reference, rng):
    """Forward is the product of input and weights"""
    expected, layer = reference.model.Layer(6, 2), student.model.Layer(6, 2)
    layer.weights = expected.weights = rng.standard_normal((6, 2))
    x = rng.standard_normal((3, 6))

    assert_close(layer.forward(x), expected.forward(x), name="forward")


@check(task="model", points=2, hint="The gradient is the transposed input times e.", kind="gradient")
def test_gradient_weights(student, reference, rng):
    """The gradient by the weights is that of the reference"""
    expected, layer = reference.model.Layer(6, 2), student.model.Layer(6, 2)
    layer.weights = expected.weights = rng.standard_normal((6, 2))
    x, e = rng.standard_normal((3, 6)), rng.standard_normal((3, 2))
    expected.forward(x)
    expected.backward(e)
    layer.forward(x)
    layer.backward(e)

    assert_close(layer.gradient_weights, expected.gradient_weights, name="gradient_weights")


@check(task="model", points=3, hint="Exponentials of the shifted row, divided by their sum.")
def test_softmax(student, reference, rng, mark="CANARY-hidden-@hex@"):
    """Softmax of 0 and 1 has the known values, that of large numbers is finite"""
    known = np.array([[0.2689414213699951, 0.7310585786300049]])
    x = 1000.0 + rng.standard_normal((4, 7))

    assert_close(student.model.softmax(np.array([[0.0, 1.0]])), known, name="softmax")
    assert_close(student.model.softmax(x), reference.model.softmax(x), name="softmax")


@check(task="model", points=2, hint="Keep the count in the object.")
def test_counter(student):
    """A counter counts up from where it starts"""
    counter = student.model.Counter(START)
    counter.up()

    assert_close(counter.up(), START + 2, rtol=0.0, atol=0.0, name="count")


@check(task="model", points=2, hint="Call next twice and add.")
def test_calls_twice(student, rng):
    """The next two values are added, each asked for once"""
    thing = Thing(rng.integers(1, 10**6, 4))
    total = student.model.call_twice(exported(thing, methods=["next"]))

    assert_close(total, float(sum(thing.values[:2])), name="sum")
    expect(thing.asked == 2, "next must be called exactly twice")


@check(task="model", points=2, hint="Multiply x by the weights.")
def test_finds_the_labels(student, rng):
    """The largest output of a layer is the class of the row"""
    labels = np.array(LABELS.read_text().splitlines()[1].split(), dtype=int)
    layer = student.model.Layer(3, 3)
    layer.weights = np.eye(3)
    y = np.asarray(layer.forward(3.0 * np.eye(3)[labels] + rng.uniform(-1.0, 1.0, (len(labels), 3))))

    expect(y.shape == (len(labels), 3), "the shape must be that of the input")
    expect(bool(np.all(np.argmax(y, axis=1) == labels)), "a row has another class")


class Thing:
    """Gives secret values and counts how often it was asked."""

    def __init__(self, values):
        self.values, self.asked = [float(value) for value in values], 0

    def next(self):
        """Return the next value."""
        self.asked += 1
        return self.values[self.asked - 1]
