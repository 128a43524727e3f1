"""Specify what a log says of a batch that goes on."""

from __future__ import annotations

import io
import re

import pytest

from grader.batchlines import BatchLines
from tests.batchfeeds import EVIL, Clock, failed, graded, known, play


class Log(io.StringIO):
    """A log with an encoding, as files have one."""

    encoding = "utf-8"

    def lines(self):
        """Return the lines so far."""
        return self.getvalue().splitlines()


class Gone(Log):
    """A pipe that nobody reads any more."""

    tried = 0

    def write(self, text):
        self.tried += 1
        raise BrokenPipeError


def started(total=400, stream=None):
    """Return a log, its follower and its clock, after the first line."""
    clock, log = Clock(), stream or Log()
    follower = BatchLines(log, clock=clock)
    follower.plan(total, 10)
    return log, follower, clock


def test_the_first_line_says_how_many_there_are():
    """Submissions, and by how many checks each is graded."""
    assert started()[0].lines() == ["400 submissions, 10 checks each"]
    assert started(1)[0].lines() == ["1 submission, 10 checks each"]


def test_a_line_says_how_far_it_is():
    """Graded, known, failed, pace, rest, and who is at it."""
    log, follower, clock = started()
    for name in ("x", "y", "z"):
        follower.end(known(name))
    follower.end(failed("eve"))
    for _ in play(follower, clock, [43.0] * 40):
        pass
    for name in ("ada", "bob", "cai", "dan", "eli"):
        follower.begin(name)
    clock.now += 5

    follower.tick()

    assert log.lines()[-1] == (
        "43 of 400 graded (3 known already), 1 failed, 1.4 a minute, about 4 h 10 min left; "
        "running: ada, bob, cai and 2 more"
    )


def test_a_line_comes_every_few_seconds_if_something_has_changed():
    """However often it ticks; and after half a minute though nothing has."""
    log, follower, clock = started()
    follower.begin("ada")
    seen = {}
    for _ in range(700):
        clock.now += 0.1
        follower.tick()
        seen.setdefault(len(log.lines()), round(clock.now - 1000.0))

    assert seen == {1: 0, 2: 5, 3: 35, 4: 65}
    follower.end(graded("ada"))
    clock.now += 5.1
    follower.tick()
    assert log.lines()[-1].startswith("1 of 400 graded")


def test_what_fails_gets_its_line_when_it_happens():
    """Rejected or internal, by name, with the reason in the same line."""
    log, follower, _ = started()

    follower.end(failed("eve", problem="calc.py: line 3:\nno Python"))
    follower.end(failed("bob", "internal", "no memory"))

    assert log.lines()[1:] == ["rejected: eve: calc.py: line 3: no Python", "internal: bob: no memory"]


@pytest.mark.parametrize(
    "done, last", [(2, "2 of 2 graded, in 7 s"), (1, "1 of 2 graded, 1 not done, in 7 s")]
)
def test_the_last_line_always_comes(done, last):
    """Stopped or not, even if the one before said the same."""
    log, follower, clock = started(2)
    with follower:
        for number in range(done):
            follower.end(graded(f"s{number}"))
        clock.now += 7
        follower.tick()

    assert log.lines()[-1] == last


def test_no_class_has_no_last_line():
    """Nothing was planned: an error is told elsewhere."""
    log = Log()
    with BatchLines(log):
        pass

    assert not log.getvalue()


def test_nothing_in_a_log_is_obeyed():
    """No escape sequence, no carriage return, no command of a CI system, at whatever place a name stands."""
    log, follower, clock = started()
    follower.begin(EVIL)
    follower.tell(EVIL)
    follower.tell("  ::error::x")
    follower.tell("\x1b[m ##[error]x")
    follower.tell("\x85::set-output name=x::y")
    clock.now += 6
    follower.tick()
    follower.end(failed(EVIL, problem=EVIL))

    text = log.getvalue()
    assert re.fullmatch(r"[ -~\n]*", text)
    assert "\\u202e" in text
    assert "##[" not in text
    assert not [line for line in log.lines() if line.lstrip().startswith(("::", "##["))]
    assert "\\::error::x" in log.lines()


def test_long_names_and_reasons_are_cut():
    """A log is for reading."""
    log, follower, clock = started()
    follower.begin("n" * 300)
    follower.end(failed("eve", problem="p" * 5000))
    clock.now += 6
    follower.tick()

    assert max(map(len, log.lines())) < 510
    assert "n" * 40 + "..." in log.getvalue()


def test_a_log_in_ascii_spells_the_rest_out():
    """Rather than to fail at a name."""
    raw = io.BytesIO()
    follower = BatchLines(io.TextIOWrapper(raw, "ascii"))

    follower.tell("Çelik 好 \udcff")

    assert raw.getvalue() == b"\\xc7elik \\u597d \\udcff\n"


def test_a_log_that_nobody_reads_stops_nothing():
    """A batch goes on without it."""
    log, follower, clock = started(stream=Gone())
    with follower:
        follower.end(failed("eve"))
        clock.now += 60
        follower.tick()

    assert log.tried == 4  # the first line, the failure, how far it is, the last line
