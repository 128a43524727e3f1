"""Specify what a check author writes with, against submissions that run in this process."""

import gc

import numpy as np
import pytest

import grader
from grader import api
from grader.api import (
    Declaration,
    batches,
    check,
    exported,
    fold,
    generator,
    hold,
    resident,
    returned_type,
)
from grader.errors import CheckFailed, ConfigError
from grader.inprocess import local_student
from grader.records import Kind


class Scaling:
    """A layer of a check that is used where the student's code runs."""

    def __init__(self, factor, layer=None):
        self.factor, self.layer, self.seen = factor, layer, 0

    def next(self):
        """Count, and give what the constructor got."""
        self.seen += 1
        return self.factor

    def of(self, x):
        """Ask the student's layer, if there is one."""
        return self.factor * (self.layer.forward(x) if self.layer else x)


SOURCE = b"""
import numpy as np

class Layer:
    def __init__(self):
        self.weights = np.ones((3, 2))

    def forward(self, x):
        self.x = x
        return x @ self.weights

    def backward(self, error):
        return error @ self.weights.T

    def gradient_weights(self):
        return self.weights

class Number:
    def __init__(self, value):
        self.value = value
    def __add__(self, other):
        return Number(self.value + getattr(other, "value", other))

def nothing(*args):
    return None

def batch(layer):
    return layer.next()
"""


@pytest.fixture
def student():
    """The submission."""
    with local_student({"layers.py": SOURCE}, {"layers": "layers.py"}, ()) as opened:
        yield opened


def declared(**changes):
    """Declare a check whose arguments are right but for *changes*."""
    arguments = {"task": "layers", "points": 2, "hint": "A hint."} | changes

    def test_name(student):
        """
        The title.

        More of the docstring.
        """

    return check(**arguments)(test_name)


def test_a_declaration_is_kept_at_the_function():
    """The first line of the docstring is the title; the kind is unit unless said otherwise."""
    found = getattr(declared(), api.DECLARATION)

    assert found == Declaration("layers", 2.0, "A hint.", Kind.UNIT, "The title.")
    assert getattr(declared(kind="gradient"), api.DECLARATION).kind is Kind.GRADIENT


@pytest.mark.parametrize(
    "changes, complaint",
    [
        ({"task": ""}, "task must be a task's name, got ''"),
        ({"task": 3}, "task must be a task's name, got 3"),
        ({"points": 0}, "points must be a positive number, got 0"),
        ({"points": -1}, "points must be a positive number, got -1"),
        ({"points": True}, "points must be a positive number, got True"),
        ({"points": "2"}, "points must be a positive number, got '2'"),
        ({"points": float("nan")}, "points must be a positive number, got nan"),
        ({"points": float("inf")}, "points must be a positive number, got inf"),
        ({"hint": " "}, "hint must be a sentence, got ' '"),
        ({"hint": None}, "hint must be a sentence, got None"),
        ({"kind": "slow"}, "kind must be one of unit, gradient, accuracy, got 'slow'"),
        ({"kind": None}, "kind must be one of unit, gradient, accuracy, got None"),
    ],
)
def test_a_wrong_argument_names_what_is_allowed(changes, complaint):
    """The complaint begins with the file and the function."""
    with pytest.raises(ConfigError) as caught:
        declared(**changes)

    assert str(caught.value) == f"{__file__}: test_name: {complaint}"


def test_a_check_needs_a_title_and_a_name():
    """Without a docstring students would read nothing; without test_ pytest would not find it."""

    def test_untitled(student):
        pass

    def misnamed(student):
        """A title."""

    with pytest.raises(ConfigError, match="test_untitled: a check needs a docstring"):
        check(task="layers", points=1, hint="A hint.")(test_untitled)
    with pytest.raises(ConfigError, match="misnamed: a check's name must start with test_"):
        check(task="layers", points=1, hint="A hint.")(misnamed)


def test_arguments_are_named():
    """Positional, forgotten or unknown arguments are refused by Python itself."""
    with pytest.raises(TypeError):
        check("layers", 2, "A hint.")
    with pytest.raises(TypeError):
        check(task="layers", points=2)


def test_every_public_name_is_there():
    """`from grader import ...` gives each name of __all__, and says so where there is none."""
    assert all(getattr(grader, name) is not None for name in grader.__all__)
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        _ = grader.chekc


def test_holding_takes_a_copy():
    """The check may go on changing its own array."""
    x = np.zeros(2)

    held = hold(x)
    x[0] = 1.0

    assert held.now().tolist() == [0.0, 0.0]


def test_folding_costs_one_request(student):
    """A long chain of operations is computed where the student's code runs."""
    number = student.layers.Number(1.0)
    before = student._session.answers

    total = fold("+", number, [1.0] * 1000 + [number])

    assert total.value == 1002.0
    assert student._session.answers == before + 2


def test_a_generator_is_one_object(student):
    """It arrives as a NumPy generator with the seed, and every use goes on with it."""
    rng = generator(7)

    held = student.layers.nothing(rng)

    assert held is None
    assert isinstance(rng.now(), object)


def test_batches_stay_with_the_student(student):
    """A data layer of the worker's gives standardised images and one-hot labels, in order, over and over."""
    images, labels = np.arange(6, dtype=np.uint8).reshape(3, 2), np.array([0, 1, 1])
    layer = batches(images, labels, np.array([2, 0]), 1, 2, 1.0, 2.0)

    drawn = [student.layers.batch(layer) for _ in range(3)]

    assert [inputs.tolist() for inputs, _ in drawn] == [[[1.5, 2.0]], [[-0.5, 0.0]], [[1.5, 2.0]]]
    assert [one_hot.tolist() for _, one_hot in drawn] == [[[0.0, 1.0]], [[1.0, 0.0]], [[0.0, 1.0]]]


def test_the_type_of_the_last_value(student):
    """A check can see what kind of object came back."""
    student.layers.Layer().forward(np.ones((1, 3)))

    assert returned_type(student) == "numpy.ndarray"


def test_exported_takes_names():
    """The wrapper tells the copies that student code makes."""
    target = object()

    wrapper = exported(target, methods=("run",), attributes=("a",), settable=("b",))

    assert (wrapper.target, wrapper.copies) == (target, [])


def test_a_fold_of_what_is_no_object_fails_the_check():
    """A number where a student's object is due is the student's fault, not the grader's."""
    with pytest.raises(CheckFailed, match=r"expected an object .*, got 3\.0"):
        fold("+", 3.0, [1.0])


def test_a_resident_is_made_and_used_where_the_students_code_runs(student):
    """Student code gets the object itself, without any call back; the check can ask it too."""
    factor = np.array([2.0, 3.0])
    scaling = resident(student, Scaling, factor, student.layers.Layer())
    factor[0] = 9.0
    asked = student._session.answers

    given = [student.layers.batch(scaling) for _ in range(2)]

    assert student._session.answers == asked + 2
    assert [each.tolist() for each in given] == [[2.0, 3.0], [2.0, 3.0]]
    assert scaling.seen == 2
    assert scaling.of(np.ones((1, 3))).tolist() == [[6.0, 9.0]]
    assert not any(exchange.inward for exchange in student._session.journal.exchanges)


def test_each_resident_is_a_new_object(student):
    """Two of one class share nothing, and are told apart."""
    one, other = resident(student, Scaling, 1.0), resident(student, Scaling, 1.0)

    student.layers.batch(one)

    assert (one.seen, other.seen) == (1, 0)
    assert one != other


def test_what_a_fold_makes_is_collected_later(student):
    """Garbage is looked for again after it, and numbers in an array arrive as Python's own."""
    total = fold("+", student.layers.Number(1.0), np.array([2.0, 0.5]))

    assert gc.isenabled()
    assert total.value == 3.5
    assert returned_type(student) == "float"
