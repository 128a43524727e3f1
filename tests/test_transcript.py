"""Specify when answers are those of a transcript, and what a check hears where they are not."""

import marshal
from contextlib import ExitStack

import pytest

from grader.api import exported
from grader.errors import InternalFault
from grader.faults import Crash, StudentError
from grader.inprocess import local_student
from grader.transcript import Recording, Repeating, Transcript

RIGHT = """
class Counter:
    def __init__(self, start):
        self.count = start

    def up(self, step=1):
        self.count += step
        return self.count

def use(thing):
    return [thing.add(1), thing.add(2)]
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
    student._session.transport.ask()
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

    assert not repeating.ask()
    counter = student.calc.Counter(3)
    with pytest.raises(Crash, match=count[2]):
        counter.extra()
    assert len(count) == 3


def test_a_check_that_asks_for_something_else_has_strayed(opened):
    """Then nothing can be said of the worker, whatever the check makes of the exception."""
    student, repeating = asked(opened, UNLIKE["another number"], recorded(opened).transcript())

    for _ in range(2):
        with pytest.raises(InternalFault, match="does not ask what"):
            student.calc.Counter(4)
    assert repeating.strayed


class Sum:
    """An object of a check's, which student code may use."""

    total = 0

    def add(self, number):
        """Add and return the sum."""
        self.total += number
        return self.total


def hand_over(student):
    """Have student code use an object of the check's; return that."""
    thing = Sum()
    student.calc.use(exported(thing, methods=["add"]))
    return thing


def test_what_student_code_asks_in_between_is_answered_as_before(opened):
    """The check's own object is not needed for that."""
    _, repeating = asked(opened, RIGHT, recorded(opened, hand_over).transcript())

    assert repeating.agreed


def test_the_objects_of_a_check_meet_what_they_were_used_for_ahead(opened):
    """Where the answer behind it differs, the check runs, and finds its objects as it left them."""
    source = RIGHT.replace("[thing.add(1), thing.add(2)]", "[thing.add(1), -thing.add(2)]")
    student, repeating = asked(opened, source, recorded(opened, hand_over).transcript())

    assert (repeating.agreed, repeating.strayed) == (False, False)
    assert hand_over(student).total == 3


@pytest.mark.parametrize(
    "body", ["[thing.add(2)]", "[thing.add(1), thing.add(2), thing.add(3)]"], ids=["other", "more"]
)
def test_what_only_the_check_could_answer_leads_astray(opened, body):
    """Its objects are not there yet, so that this worker is of no use."""
    source = RIGHT.replace("[thing.add(1), thing.add(2)]", body)
    student, repeating = asked(opened, source, recorded(opened, hand_over).transcript())

    assert repeating.strayed
    with pytest.raises(InternalFault):
        hand_over(student)


def ask_nothing(student):
    """Be a check that never asks."""


def ask_in_between(student):
    """Ask while student code asks for something."""

    class Nested:
        def add(self, number):
            return student.calc.Counter(number).up()

    student.calc.use(exported(Nested(), methods=["add"]))


@pytest.mark.parametrize(
    "run, most_bytes",
    [(ask_nothing, 10_000), (ask_in_between, 10_000), (check, 100)],
    ids=["none", "nested", "long"],
)
def test_what_is_not_all_or_not_in_turn_is_no_transcript(opened, run, most_bytes):
    """Nor is more than there is room for."""
    assert recorded(opened, run, most_bytes).transcript() is None


def test_an_answer_that_cannot_be_read_is_not_alike(opened):
    """The check will find out what is wrong with it."""
    transcript = recorded(opened).transcript()

    assert not any(transcript.is_alike(step.answer, b"\xc1 nothing") for step in transcript.steps)
    assert all(transcript.is_alike(step.answer, step.answer.body) for step in transcript.steps)


def test_a_transcript_is_whole_again_after_travelling_as_plain_values(opened):
    """From the fork in which it was made."""
    for run in (check, hand_over):
        transcript = recorded(opened, run).transcript()

        assert Transcript.of_plain(*marshal.loads(marshal.dumps(transcript.plain()))) == transcript
        assert transcript.size_bytes > 0
