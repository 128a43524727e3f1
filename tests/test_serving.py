"""Specify what a serving examiner keeps for its forks, and how it ends."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys

import pytest

from grader.errand import Errand, encoded
from grader.errors import UsageError
from grader.seat import Course, Seat
from grader.serving import FEW, MANY, next_errand
from tests.assignments import checks, write_assignment

ERRAND = Errand(files=encoded({"a.py": b"x = 1\n"}), missing=(), checks=("t/a",), token="known")
TWICE = f"{ERRAND.model_dump_json()}\n" * 2


class Room:
    """Tells when it is tidied up beside the forks."""

    def __init__(self, tell):
        self.tell = tell

    def tidy(self, *, in_doubt=None):
        """Tell."""
        if in_doubt is None:
            self.tell("tidy")

    def close(self):
        """Do nothing."""


class Closing(Room):
    """Tells that it was closed."""

    def close(self):
        """Tell."""
        self.tell("closed")


class Interrupted(io.StringIO):
    """Has one line; whoever waits for more is told to end."""

    def readline(self, size=-1):
        """Give the line."""
        if self.tell():
            raise KeyboardInterrupt
        return super().readline(size)


def served(act, text=TWICE, practises=False, orders=io.StringIO, room=Room):
    """Let *act* be what a fork does with each errand of *text*; return what was told and how it ended."""
    reading, writing = os.pipe()
    server = os.fork()
    if server == 0:
        os.close(reading)
        tell = lambda message: os.write(writing, f"{message}\n".encode())  # noqa: E731  one line in a fork
        prepare = {FEW: lambda errand: tell("practised"), MANY: lambda errand: tell("recited")}
        more = (room(tell), prepare) if practises else ()
        errand = next_errand(orders(text), tell, *more)
        os._exit(act(errand))
    os.close(writing)
    with os.fdopen(reading) as told:
        lines = told.read().splitlines()
    return lines, os.waitstatus_to_exitcode(os.waitpid(server, 0)[1])


def test_each_errand_has_a_fork_of_its_own():
    """The server tells how each has ended and ends by itself after the last."""
    told, code = served(lambda errand: 3 if errand == ERRAND else 4)

    assert told == ["{'ended': 3, 'token': 'known'}"] * 2
    assert code == 0


def test_a_fork_that_is_killed_is_told():
    """The next one is served all the same."""
    told, code = served(lambda errand: os.kill(os.getpid(), signal.SIGKILL) or 0)

    assert told == ["{'ended': -9, 'token': 'known'}"] * 2
    assert code == 0


def test_a_long_line_of_errands_is_prepared_for():
    """In the server itself, once it has become so long that it pays."""
    told, code = served(lambda errand: 3, TWICE * 5, practises=True)

    ended = "{'ended': 3, 'token': 'known'}"
    line = [*[ended] * FEW, "practised", *[ended] * (MANY - FEW), "recited", *[ended] * (10 - MANY)]
    assert [word for word in told if word != "tidy"] == line
    assert all(told[told.index(word) + 1] == "tidy" for word in ("practised", "recited"))
    assert code == 0


def test_a_server_that_is_told_to_end_takes_down_its_room_and_no_more():
    """What pytest does at an interrupt is in nobody's interest."""
    told, code = served(lambda errand: 3, practises=True, orders=Interrupted, room=Closing)

    assert told == ["{'ended': 3, 'token': 'known'}", "closed"]
    assert code == 0


@pytest.mark.parametrize("line", ['{"tests": []}', "[]", "no JSON", '{"token": ""}', '{"token": 7}'])
def test_what_is_no_errand_is_not_answered(line):
    """A submission may have written it: an answer would be taken for that on the next submission."""
    told, code = served(lambda errand: 3, f"{line}\n{ERRAND.model_dump_json()}\n")

    assert told == ["{'ended': 3, 'token': 'known'}"]
    assert code == 0


def test_checks_import_nothing_in_a_fork():
    """What they need at first use is there: a right check and a wrong one add no module."""
    program = """
import sys
import numpy as np
import grader.trials, grader.plugin, grader.serving
from grader.errors import GraderError

def grade(factor):
    from grader.assertions import assert_close, assert_gradient
    from grader.review import Review
    from grader.stage import Stage
    x, rng = np.random.default_rng(0).standard_normal((3, 4)), np.random.default_rng(1)
    try:
        assert_gradient(lambda x: np.tanh(x), lambda e: factor * e * (1 - np.tanh(x) ** 2), x, rng=rng)
        assert_close(factor * x, x)
    except (GraderError, AssertionError) as error:
        return type(error).__name__

grader.serving.load_ahead()
before = set(sys.modules)
told = [grade(1), grade(2)]
print(told[0] is None, told[1] is None, sorted(set(sys.modules) - before))
"""
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert found.stdout == "True False []\n"


def test_broken_misconceptions_are_told_before_anything_is_graded(tmp_path):
    """They are loaded once, for all."""
    hidden = checks('''
        @probe()
        def test_same(student, reference):
            """Same"""
            expect(student.calc.double(2) == reference.calc.double(2), "wrong")
    ''')
    assignment = write_assignment(tmp_path, hidden=hidden)
    (assignment / "reference/misconceptions").mkdir()
    (assignment / "reference/misconceptions/odd.py").write_text("x = 1\n")

    with Seat(Course(assignment, b"secret")) as seat, pytest.raises(UsageError, match="odd"):
        _ = seat.plan
