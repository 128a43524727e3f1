"""Specify when answers are those of a transcript, and what a check hears where they are not."""

from contextlib import ExitStack

import pytest

from grader.api import exported
from grader.errors import InternalFault
from grader.faults import Crash, StudentError
from grader.inprocess import local_student
from grader.transcript import Recording, Repeating

RIGHT = """
class Counter:
    def __init__(self, start):
        self.count = start

    def up(self, step=1):
        self.count += step
        return self.count

def use(thing):
    return thing.real
"""
ALIKE = {
    "the same": RIGHT,
    "other names in the file": f"import math\nfrom math import exp\n{RIGHT}\ndef helper(): pass\n",
    "another method": RIGHT.replace("    def up(", "    def down(self): pass\n\n    def up("),
    "another attribute": RIGHT.replace("self.count", "self.total"),
}
UNLIKE = {
    "another number": RIGHT.replace("+= step", "+= 2 * step"),
    "a float": RIGHT.replace("return self.count", "return float(self.count)"),
    "the method is missing": RIGHT.replace("def up(", "def upward("),
    "a method that was missed": RIGHT.replace("    def up(", "    def extra(self): pass\n\n    def up("),
    "a class of another name": RIGHT.replace("class Counter", "class Sum") + "Counter = Sum\n",
    "an exception": RIGHT.replace("self.count += step", "raise ValueError"),
}


def check(student):
    """Ask for what hangs on the answers before, and look for a method that a right one has not."""
    counter = student.calc.Counter(3)
    with pytest.raises(StudentError):
        counter.extra()
    assert counter.up(counter.up()) == 8


@pytest.fixture
def opened():
    """Open a source in process in place of the one before, behind another transport if one is given."""
    with ExitStack() as held:

        def open_it(source, behind=lambda transport: transport):
            held.close()
            student = held.enter_context(local_student({"calc.py": source.encode()}, {"calc": "calc.py"}, ()))
            student._session.transport = behind(student._session.transport)
            return student

        yield open_it


def recorded(opened, run=check, most_bytes=10_000):
    """Return the recording of a check of the right source."""
    student = opened(RIGHT, lambda transport: Recording(transport, most_bytes))
    recording = student._session.transport
    student._session.look_at = recording.look_at
    run(student)
    return recording


def asked(opened, source, transcript):
    """Return a student whose code was asked *transcript* ahead, and what carries the rest."""
    student = opened(source, lambda transport: Repeating(transport, transcript))
    student._session.transport.ask(student._session.serve)
    return student, student._session.transport


@pytest.mark.parametrize("source", ALIKE.values(), ids=ALIKE)
def test_answers_are_alike_where_no_check_could_tell_them_apart(opened, source):
    """Names that the check has not looked for are no part of an answer."""
    _, repeating = asked(opened, source, recorded(opened).transcript())

    assert repeating.agreed


@pytest.mark.parametrize("source", UNLIKE.values(), ids=UNLIKE)
def test_answers_that_a_check_could_tell_apart_are_not_alike(opened, source):
    """Be it a value, its type, or a name that it has looked for."""
    _, repeating = asked(opened, source, recorded(opened).transcript())

    assert not repeating.agreed


def test_a_check_hears_what_was_answered_ahead_and_asks_on_from_there(opened):
    """Nothing is asked twice, so that the student's objects are as the check expects them."""
    student, repeating = asked(opened, UNLIKE["another number"], recorded(opened).transcript())

    counter = student.calc.Counter(3)
    with pytest.raises(StudentError):
        counter.extra()

    assert (counter.up(), counter.up(), repeating.strayed) == (5, 7, False)


def test_a_worker_that_has_ended_ahead_is_told_of_where_the_check_asks(opened):
    """The fault is raised as if it came then."""
    transcript = recorded(opened).transcript()
    student = opened(RIGHT)
    inner, count = student._session.transport, []

    class Dying:
        cause = None

        def exchange(self, request, call_back, call):
            count.append(call)
            if len(count) == 3:
                raise Crash(f"it ended in {call}", {"call": call})
            return inner.exchange(request, call_back, call)

    student._session.transport = repeating = Repeating(Dying(), transcript)

    assert not repeating.ask(student._session.serve)
    counter = student.calc.Counter(3)
    with pytest.raises(Crash, match=count[2]):
        counter.extra()
    assert len(count) == 3


def test_a_check_that_asks_for_something_else_has_strayed(opened):
    """Then nothing can be said of the worker, whatever the check makes of the exception."""
    student, repeating = asked(opened, UNLIKE["another number"], recorded(opened).transcript())

    for _ in range(2):
        with pytest.raises(InternalFault, match="does not ask the same each time"):
            student.calc.Counter(4)
    assert repeating.strayed


def ask_nothing(student):
    """Be a check that never asks."""


def hand_over(student):
    """Be asked by the student's code."""
    student.calc.use(exported(3.5, attributes=["real"]))


@pytest.mark.parametrize(
    "run, most_bytes",
    [(ask_nothing, 10_000), (hand_over, 10_000), (check, 100)],
    ids=["none", "inward", "long"],
)
def test_what_is_not_all_is_no_transcript(opened, run, most_bytes):
    """Nor what student code asks in between, nor more than there is room for."""
    assert recorded(opened, run, most_bytes).transcript() is None


def test_an_answer_that_cannot_be_read_is_not_alike(opened):
    """The check will find out what is wrong with it."""
    transcript = recorded(opened).transcript()

    assert not any(transcript.is_alike(step, b"\xc1 nothing") for step in transcript.steps)
    assert all(transcript.is_alike(step, step.answer) for step in transcript.steps)
