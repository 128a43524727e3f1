"""What the assertions of a check find, and say, against submissions that run in this process."""

import numpy as np
import pytest

from grader import faults
from grader.api import exported, hold
from grader.assertions import (
    as_number,
    assert_close,
    assert_gradient,
    assert_raises,
    assert_unchanged,
    brief,
    expect,
)
from grader.errors import CheckFailed
from grader.inprocess import local_student
from grader.journal import kept
from grader.patterns import IN_PLACE, KINDS
from grader.pipeline import pipelined

SOURCE = b"""
import numpy as np

class Layer:
    def __init__(self):
        self.weights = np.ones((3, 2))
        self.optimizer = None

    def forward(self, x):
        self.x = x
        return x @ self.weights

    def backward(self, error):
        if self.optimizer is not None:
            self.gradient = self.x.T @ error / len(error)
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient)
        return error @ self.weights.T

    def gradient_weights(self):
        return self.weights

class Spoiler(Layer):
    def forward(self, x):
        x *= 2
        return x

    def backward(self, error):
        self.x[0] = 0
        return error

class Loss:
    def forward(self, prediction, label):
        return np.sum((prediction - label) ** 2, axis=1)

class Sgd:
    def __init__(self, rate):
        self.rate = rate

    def calculate_update(self, weights, gradient):
        return weights - gradient

def explode(kind="ValueError"):
    raise {"ValueError": ValueError, "KeyError": KeyError}[kind]("boom")

def nothing(*args):
    return None

def todo():
    raise NotImplementedError
"""


@pytest.fixture
def student():
    """The submission, its journal being the current one."""
    modules = {"layers": "layers.py", "optimizer": "layers.py", "loss": "layers.py"}
    with local_student({"layers.py": SOURCE}, modules, ()) as opened, kept(opened._session.journal):
        yield opened


def failure(assertion, *args, **options):
    """Return what an assertion that must fail says, and its details, whose kind of pattern is a known one."""
    with pytest.raises(CheckFailed) as caught:
        assertion(*args, **options)
    assert caught.value.details["pattern_kind"] in KINDS
    return str(caught.value), caught.value.details


def test_expect_fails_with_its_message():
    """A condition that does not hold is a finding."""
    expect(True, "fine")
    with pytest.raises(CheckFailed, match="not fine"):
        expect(False, "not fine")


def test_assert_close_is_strict(student):
    """No broadcasting, no NaN, no bool, and remote objects are no numbers."""
    assert_close(np.ones(2), np.ones(2))
    for wrong in (1.0, np.ones((1, 2)), np.array([1.0, np.nan]), np.array([True, True]), "1", None):
        with pytest.raises(CheckFailed):
            assert_close(wrong, np.ones(2))
    with pytest.raises(CheckFailed, match=r"weights: expected numbers, got <the student's layers\.Layer>"):
        assert_close(student.layers.Layer(), np.ones(2), name="weights")


def test_a_method_without_property_is_named(student):
    """A gradient that must be called is told as a method, not as a fault of the grader."""
    layer = student.layers.Layer()

    with pytest.raises(CheckFailed, match="expected numbers, got <the student's method gradient_weights>"):
        assert_close(layer.gradient_weights, np.ones((3, 2)), name="gradient_weights")
    with pytest.raises(CheckFailed, match="method gradient_weights"):
        as_number(layer.gradient_weights)


def test_numbers_come_in_many_forms(student):
    """A loss may be a float, a NumPy scalar or an array of one entry, and nothing else."""
    for number in (2, 2.0, np.float32(2), np.array(2.0), np.array([2.0]), np.array([[2.0]])):
        assert as_number(number) == 2.0
    for wrong in (None, True, "2", np.ones(2), [2.0], student.layers.Layer()):
        with pytest.raises(CheckFailed):
            as_number(wrong)


def test_an_exception_by_name(student):
    """The wanted exception passes; another one, or a value, does not."""
    assert_raises("ValueError", student.layers.explode)
    assert_raises("KeyError", student.layers.explode, "KeyError")
    with pytest.raises(CheckFailed, match="expected a ValueError, got None"):
        assert_raises("ValueError", student.layers.nothing)
    with pytest.raises(faults.StudentError, match="KeyError"):
        assert_raises("ValueError", student.layers.explode, "KeyError")
    with pytest.raises(faults.NotDone):
        assert_raises("NotImplementedError", student.layers.todo)


def test_an_expected_exception_inside_a_block_is_that_of_its_own_call(student):
    """An earlier queued call that raises the same exception does not satisfy the check."""
    with pipelined():
        assert_raises("ValueError", student.layers.explode)
    with pytest.raises(faults.StudentError, match="boom"), pipelined():  # noqa: PT012  the block is the test
        student.layers.explode()
        assert_raises("ValueError", student.layers.nothing)


def test_in_place_changes_are_seen(student):
    """A held argument shows what student code does to it, at once or later through a reference."""
    x, layer, spoiler = np.ones((2, 3)), student.layers.Layer(), student.layers.Spoiler()
    held, spoiled = hold(x), hold(x)

    layer.forward(held)
    spoiler.forward(spoiled)

    assert_unchanged(held)
    with pytest.raises(CheckFailed, match=r"input_tensor was changed in place: work on a copy"):
        assert_unchanged(spoiled)
    with pytest.raises(CheckFailed, match="changed in place"), pipelined():
        assert_unchanged(spoiled)
    assert x.tolist() == np.ones((2, 3)).tolist()


def test_in_place_changes_by_calls_that_wait_are_seen(student):
    """An argument that no student code has had yet is given to those that wait first."""
    spoiler, spoiled = student.layers.Spoiler(), hold(np.ones((2, 3)))

    with pytest.raises(CheckFailed, match="changed in place"), pipelined():  # noqa: PT012  the block is the test
        spoiler.forward(spoiled)
        assert_unchanged(spoiled)


def test_a_failed_comparison_hands_over_both_arrays():
    """Pages draw them; what agrees, or has another shape, raises no picture."""
    expected, got = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.0], [3.0, 5.5]])

    with pytest.raises(CheckFailed) as differs:
        assert_close(got, expected, name="backward")
    with pytest.raises(CheckFailed) as other_shape:
        assert_close(got[:1], expected, name="backward")

    assert "comparison" not in other_shape.value.details
    assert differs.value.details["comparison"] == {
        "name": "backward",
        "shape": [2, 2],
        "expected": [[1.0, 2.0], [3.0, 4.0]],
        "got": [[1.0, 2.0], [3.0, 5.5]],
    }


def test_what_was_changed_in_place_is_handed_over_as_it_was_and_is(student):
    """The picture shows where an argument was written to."""
    spoiled = hold(np.array([1.0, 2.0]))
    student.layers.Spoiler().forward(spoiled)

    _, details = failure(assert_unchanged, spoiled)

    assert details["comparison"]["expected"] == [1.0, 2.0]
    assert details["comparison"]["got"] == [2.0, 4.0]


def test_a_wrong_gradient_hands_over_both_slopes(student):
    """Each entry with what differences say and what the submission says."""
    layer, x = student.layers.Layer(), np.array([[1.0, 2.0, 3.0]])
    rng = np.random.default_rng(1)

    _, details = failure(
        assert_gradient, layer.forward, lambda error: 2 * layer.backward(error), x, rng=rng, name="x"
    )

    picture = details["gradient"]
    assert (picture["name"], picture["shape"], picture["index"]) == ("x", [1, 3], [[0, 0], [0, 1], [0, 2]])
    assert picture["yours"] == pytest.approx([2 * slope for slope in picture["numeric"]], rel=1e-4)


def test_gradients_of_remote_functions(student):
    """A closure over a remote object is enough; a wrong gradient is a finding."""
    layer, rng = student.layers.Layer(), np.random.default_rng(1)
    x = rng.standard_normal((4, 3))
    layer.weights = rng.standard_normal((3, 2))

    assert_gradient(layer.forward, layer.backward, x, rng=rng)
    with pytest.raises(CheckFailed):
        assert_gradient(layer.forward, lambda error: 2 * layer.backward(error), x, rng=rng)
    with pytest.raises(CheckFailed):
        assert_gradient(student.layers.nothing, layer.backward, x, rng=rng)
    with pytest.raises(faults.NotDone):
        assert_gradient(layer.forward, lambda _: student.layers.todo(), x, rng=rng)


def test_a_subclass_of_the_expected_exception_will_do(student):
    """Whoever raises an own kind of ValueError raises a ValueError."""
    with pytest.raises(faults.StudentError):
        assert_raises("LookupError", student.layers.explode)
    assert_raises("LookupError", student.layers.explode, "KeyError")


def test_what_cannot_be_called_fails_the_check():
    """A list in the place of a method is found, not stumbled over."""
    with pytest.raises(CheckFailed, match=r"expected a function, got \[\]"):
        assert_raises("ValueError", [])
    with pytest.raises(CheckFailed, match="weights: forward and backward are no functions"):
        assert_gradient([], np.sin, np.ones(2), rng=np.random.default_rng(0), name="weights")


def test_a_nested_value_is_shown_in_short():
    """Two million arrays in a list take minutes to show in full."""
    shown = brief([[np.zeros(2)] * 1000] * 1000)

    assert len(shown) <= 80


class Halving:
    """An optimizer of the check."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        return weight_tensor - 0.5 * gradient_tensor


def test_a_failure_names_the_number_that_explains_it(student):
    """The batch size is known from the very call that gave the wrong array, also inside a pipelined block."""
    rng = np.random.default_rng(0)
    layer, x = student.layers.Layer(), rng.standard_normal((4, 3))
    layer.weights = w = rng.standard_normal((3, 2))
    with pipelined():
        output = layer.forward(x)

    said, details = failure(assert_close, output, x @ w / 4, name="forward")

    assert said.startswith("forward: 8 of 8 entries differ; worst at ")
    assert said.endswith(" (4 times too large: not divided by the batch size?)")
    assert details["pattern_kind"] == "multiplied by the batch size"


def test_a_failure_names_the_missing_learning_rate(student):
    """The rate that made the optimizer, and the weights that it was asked to move, are known."""
    rng = np.random.default_rng(1)
    w, g = rng.standard_normal((3, 2)), rng.standard_normal((3, 2))

    updated = student.optimizer.Sgd(0.37).calculate_update(w, g)

    said, _ = failure(assert_close, updated, w - 0.37 * g, name="calculate_update")
    assert said.endswith(" (the step is 2.7027 times too large: the learning rate is missing?)")


def test_a_failure_names_the_weights_after_the_update(student):
    """What an optimizer of the check answered tells where a wrong error comes from."""
    rng = np.random.default_rng(2)
    layer, x, error = student.layers.Layer(), rng.standard_normal((4, 3)), rng.standard_normal((4, 2))
    layer.weights = w = rng.standard_normal((3, 2))
    layer.optimizer = exported(Halving(), methods=("calculate_update",))
    layer.forward(x)
    below = layer.backward(error)

    said, details = failure(assert_close, layer.weights, w - 0.5 * x.T @ error)
    assert said.endswith(" (the step is 4 times too small: divided by the batch size?)")
    assert details["pattern_kind"] == "the step is divided by the batch size"
    assert np.shape(below) == (4, 3)


def test_a_vector_of_losses_is_told(student):
    """One entry for each sample of the batch, where a number is due."""
    loss = student.loss.Loss().forward(np.ones((5, 2)), np.zeros((5, 2)))

    said, _ = failure(as_number, loss)

    assert said == (
        "loss: got an array of shape (5,), expected a number (one entry per sample where a number is due)"
    )


def test_what_stands_in_a_changed_argument_is_told(student):
    """The message says what the argument holds now; the kind is always the same."""
    x = np.random.default_rng(3).standard_normal((2, 3))
    held = hold(x)
    student.layers.Spoiler().forward(held)

    said, details = failure(assert_unchanged, held)

    assert "(equal to what forward returned)" in said
    assert details["pattern_kind"] == IN_PLACE


def test_a_failure_ends_the_journal(student):
    """What was asked for ahead, beyond the wrong value, is no behaviour that the check has looked at."""
    layer = student.layers.Layer()
    with pipelined():
        first, _ = layer.forward(np.ones((2, 3))), layer.forward(np.zeros((2, 3)))

    with pytest.raises(CheckFailed):
        assert_close(first, np.array([[7.0, 1.0], [2.0, 5.0]]))

    last = student._session.journal.exchanges[-1]
    assert last.call.endswith("forward")
    assert last.given[0].all()


def test_without_a_journal_patterns_are_told_all_the_same():
    """Numbers that stand alone are compared without clues."""
    said, _ = failure(assert_close, np.array([-1.0, 2.5]), np.array([1.0, -2.5]))

    assert said.endswith("(the sign is flipped)")
