"""Which calls are asked for at once, and which one by one."""

from functools import partial

import numpy as np
import pytest

from grader import faults
from grader.ahead import answers
from grader.api import exported
from grader.assertions import assert_gradient, expect
from grader.errors import CheckFailed
from grader.inprocess import local_student

SOURCE = b"""
import numpy as np

class Sine:
    def __init__(self):
        self.told = None

    def forward(self, x):
        self.x = x
        return np.sin(x)

    def backward(self, error):
        self.gradient = error * np.cos(self.x)
        if self.told is not None:
            self.told.tell(self.gradient)
        return self.gradient

    def fails(self, error):
        raise ValueError("no")

    def itself(self, error):
        return self

class Total(Sine):
    total = 0

    def backward(self, error):
        self.total = self.total + super().backward(error)
        return self.total
"""
X = np.array([[0.1, 0.2, 0.3]])


class Frames:
    """Counts the frames of a session."""

    def __init__(self, session):
        self.count, self._exchange = 0, session._exchange
        session._exchange = self.exchange

    def exchange(self, *program):
        self.count += 1
        return self._exchange(*program)


@pytest.fixture
def student():
    """Open the submission."""
    with local_student({"layers.py": SOURCE}, {"layers": "layers.py"}, ()) as opened:
        yield opened


@pytest.fixture
def sine(student):
    """Return a right layer of it."""
    return student.layers.Sine()


def test_remote_calls_are_answered_in_one_frame(student, sine):
    """In their order, each with its answer."""
    frames = Frames(student._session)

    came = answers([partial(sine.forward, X), partial(sine.backward, 2.0), partial(sine.backward, X)])

    assert frames.count == 1
    assert all(map(np.array_equal, came, [np.sin(X), 2 * np.cos(X), X * np.cos(X)]))


def test_a_call_may_compute_with_what_comes(student, sine):
    """Its result is then there at once, in a frame of its own."""
    assert answers([partial(sine.forward, X), lambda: float(sine.backward(1.0)[0, 1])])[1] == np.cos(0.2)


@pytest.mark.parametrize(
    "call",
    [
        lambda layer: layer.fails(X),
        lambda layer: layer.itself(X),
        lambda layer: expect(isinstance(layer.backward(X), np.ndarray), "no array"),
        lambda layer: np.ones(3)[layer.backward(X)],
    ],
    ids=["raises", "gives an object", "looks closely", "goes wrong in the check"],
)
def test_a_call_that_cannot_wait_is_asked_for_on_its_own(sine, call):
    """What comes of it then is what counts."""
    assert answers([partial(sine.forward, X), lambda: call(sine)]) is None


def test_nothing_remote_is_left_to_the_check(sine):
    """Functions of the check itself have nothing to wait for."""
    assert answers([lambda: X, lambda: sine.backward(X)]) is None


class Listener:
    """An object of the check, which student code calls."""

    heard = None

    def tell(self, gradient):
        """Keep what student code says."""
        self.heard = gradient


def test_an_object_of_the_check_that_student_code_holds_keeps_all_in_order(sine):
    """A right gradient that arrives by a call-back is right, though a promise of it would come too early."""
    listener = Listener()
    sine.told = exported(listener, methods=("tell",))

    def backward(error):
        sine.backward(error)
        return listener.heard

    assert answers([partial(sine.forward, X), partial(sine.backward, X)]) is None
    assert_gradient(sine.forward, backward, X, rng=np.random.default_rng(0))


def test_an_object_that_is_handed_over_in_a_call_keeps_all_in_order(sine):
    """Nobody knew of it when the first call waited."""
    listener = Listener()

    def forward():
        sine.told = exported(listener, methods=("tell",))
        return sine.forward(X)

    assert answers([forward, partial(sine.backward, X)]) is None


def test_a_worker_that_is_gone_is_not_asked_again(sine, monkeypatch):
    """A limit that was passed is told at once."""

    def gone(*_):
        raise faults.TimeLimit("too long")

    monkeypatch.setattr(type(sine._session), "_exchange", gone)

    with pytest.raises(faults.TimeLimit):
        answers([partial(sine.forward, X)])


def test_a_gradient_check_takes_three_frames(student, sine):
    """The value; all gradients; all points and the value again."""
    frames = Frames(student._session)

    assert_gradient(sine.forward, sine.backward, X, rng=np.random.default_rng(0))

    assert frames.count == 3


def test_a_wrong_gradient_is_told_as_one_by_one(student):
    """What needs a look on the way gets it."""
    total = student.layers.Total()

    with pytest.raises(CheckFailed, match="each call adds to the gradient of the call before"):
        assert_gradient(total.forward, total.backward, X, rng=np.random.default_rng(0))


def test_what_student_code_raises_is_told(sine):
    """By the call that raised it."""
    with pytest.raises(faults.StudentError, match=r"Sine.fails raised ValueError: no"):
        assert_gradient(sine.forward, sine.fails, X, rng=np.random.default_rng(0))
