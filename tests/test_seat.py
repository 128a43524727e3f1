"""Specify an examiner that outlives its submissions, for real: what it keeps, what it survives."""

from __future__ import annotations

import itertools
import os
import signal
import sys
import threading
import time

import psutil
import pytest

from grader import config as configuration
from grader import grading
from grader.errand import known_of
from grader.errors import ConfigError, InternalFault
from grader.hearing import Hearing
from grader.intake import read_submission
from grader.records import CheckFinished, CheckStarted, Outcome, Verdict
from grader.seat import MOST_DEATHS, Course, Seat, Stopped, whole_errand
from tests.assignments import CHECK, CONFIG, SOLUTION, checks, write_assignment, write_submission

SECRET = b"a secret"
THREE = checks('''
    @probe()
    def test_double(student, rng):
        """Double doubles"""
        x = rng.standard_normal()
        assert_close(student.calc.double(x), 2 * x)

    @probe(needs=["calc/double"])
    def test_twice(student):
        """Double doubles twice"""
        assert_close(student.calc.double(student.calc.double(3.0)), 12.0)

    @probe()
    def test_count(student):
        """Counter counts"""
        expect(student.calc.Counter(3).up() == 4, "wrong")
''')


LONG = THREE + checks("""
    @probe()
    def test_long(student):
        '''It takes its time, so that whoever follows can end it before'''
        import time
        time.sleep(2)
        assert_close(student.calc.double(3.0), 6.0)
""")


pytestmark = pytest.mark.long


@pytest.fixture
def take_seats(tmp_path):
    """Open seats at an assignment; nothing of them is left at the end."""
    before = psutil.Process().children(recursive=True)
    opened = []

    def take(visible=THREE, **more):
        assignment = write_assignment(tmp_path / "course", visible=visible, **more)
        opened.append(Seat(Course(assignment, SECRET)))
        return opened[-1]

    yield take
    for seat in opened:
        seat.close()
    assert psutil.Process().children(recursive=True) == before


def errand(seat, folder, source=SOLUTION):
    """Return the errand to run all checks on a submission of *source*."""
    config = configuration.load(seat._course.assignment)
    return whole_errand(read_submission(write_submission(folder, source), config), seat.plan)


def verdicts(findings):
    """Return the verdicts by the names of the checks."""
    return {check.removeprefix("calc/"): str(found.verdict) for check, found in findings.outcomes.items()}


def test_what_others_say_does_not_count(take_seats, tmp_path, monkeypatch):
    """A submission that reaches the pipes, where walls are weak, speaks for nobody, itself or the next."""
    seat = take_seats()
    one = errand(seat, tmp_path / "wrong", SOLUTION.replace("2 * x", "3 * x"))
    right = errand(seat, tmp_path / "right")
    forged = {"outcome": "passed", "id": "calc/double", "verdict": "passed", "score": 1.0, "message": ""}
    strange = [{"refused": "nobody"}, {"tests": [forged]}, {"ended": 0}, {"ended": 0, "token": "mine"}, "?"]
    listen = Hearing.messages
    monkeypatch.setattr(Hearing, "messages", lambda *told: itertools.chain(strange, listen(*told)))

    seat._hearing.send(b'{"tests": []}')
    found = [verdicts(seat.examine(each)) for each in (one, right, one)]

    assert found[0] == found[2] == {"double": "failed", "twice": "skipped", "count": "passed"}
    assert found[1] == {"double": "passed", "twice": "passed", "count": "passed"}


def test_submissions_follow_one_another(take_seats, tmp_path):
    """Each gets its own verdicts, whatever the one before it did, from one and the same examiner."""
    seat = take_seats()
    wrong = errand(seat, tmp_path / "wrong", SOLUTION.replace("2 * x", "3 * x"))
    examiner = seat._hearing.pid

    found = [verdicts(seat.examine(each)) for each in (errand(seat, tmp_path / "right"), wrong, wrong)]

    assert found[0] == {"double": "passed", "twice": "passed", "count": "passed"}
    assert found[1] == found[2] == {"double": "failed", "twice": "skipped", "count": "passed"}
    assert seat._hearing.pid == examiner


def test_the_report_is_that_of_a_single_grading(take_seats, tmp_path):
    """Same inputs, same messages: whether an examiner was warm is nothing that a report shows."""
    seat = take_seats()
    folder = tmp_path / "ada"
    each = errand(seat, folder, SOLUTION.replace("2 * x", "x + 1"))

    found = seat.examine(each)

    request = grading.Request(seat._course.assignment, folder, secret=SECRET)
    report = grading.grade(request, lambda event, total: None)
    told = {check.id: check.message for task in report.tasks for check in task.checks}
    assert {check: outcome.message.split("\n")[0] for check, outcome in found.outcomes.items()} == {
        check: message.split("\n")[0] for check, message in told.items()
    }
    assert found.environment["isolation"] == report.environment.isolation


def test_progress_is_told(take_seats, tmp_path):
    """Every check begins and ends before the follower's eyes."""
    seat, told = take_seats(), []

    seat.examine(errand(seat, tmp_path / "ada"), lambda event, total: told.append((event, total)))

    assert [event.id for event, _ in told if isinstance(event, CheckStarted)] == [c.id for c in seat.plan]
    assert [event.verdict for event, _ in told if isinstance(event, CheckFinished)] == [Verdict.PASSED] * 3
    assert {total for _, total in told} == {3}


def test_pytest_s_own_end_is_left_out(take_seats, tmp_path):
    """Its summaries cost each submission more than some checks, and nobody reads them."""
    seat, mark = take_seats(), tmp_path / "mark"
    text = f"""
from _pytest.terminal import TerminalReporter

TerminalReporter.summary_stats = lambda self: open({str(mark)!r}, "a").close()
"""
    (seat._course.assignment / "exercises" / "checks" / "conftest.py").write_text(text)

    found = seat.examine(errand(seat, tmp_path / "ada"))

    assert verdicts(found) == {"double": "passed", "twice": "passed", "count": "passed"}
    assert not mark.exists()


@pytest.mark.parametrize("hook", ["sessionfinish(session)", "unconfigure(config)"])
def test_what_the_course_does_at_the_end_is_done_for_each_submission(take_seats, tmp_path, hook):
    """Where a plugin of the course waits for it, pytest comes to its own end in every fork."""
    seat, mark = take_seats(), tmp_path / "mark"
    text = f"def pytest_{hook}:\n    with open({str(mark)!r}, 'a') as file:\n        file.write('x')\n"
    (seat._course.assignment / "exercises" / "checks" / "conftest.py").write_text(text)
    one = errand(seat, tmp_path / "ada")

    found = [verdicts(seat.examine(one)) for _ in range(2)]

    assert found == [{"double": "passed", "twice": "passed", "count": "passed"}] * 2
    assert mark.read_text() == "xx"


def test_only_what_is_asked_for_is_run(take_seats, tmp_path):
    """The rest is known: what needs a check that has failed is not run either."""
    seat = take_seats()
    failed = known_of({"calc/double": Outcome("calc/double", Verdict.FAILED, 0.0, "wrong")})
    some = errand(seat, tmp_path / "ada").model_copy(update={"checks": ("calc/twice",), "known": failed})

    found = seat.examine(some)

    assert verdicts(found) == {"twice": "skipped"}
    assert "Double doubles" in found.outcomes["calc/twice"].message


def test_an_examiner_that_dies_is_replaced(take_seats, tmp_path):
    """Whoever killed it, the submission is examined again, and its points are those that it has earned."""
    seat = take_seats(LONG)
    each = errand(seat, tmp_path / "ada")
    first, killed = seat._hearing.pid, []

    def kill_once(event, total):
        if not killed:
            killed.append(seat._hearing.pid)
            os.kill(seat._hearing.pid, signal.SIGKILL)

    found = seat.examine(each, kill_once)

    assert killed == [first]
    assert set(verdicts(found).values()) == {"passed"}
    assert seat._hearing.pid != first


def test_a_submission_that_ends_every_examiner_is_told_about(take_seats, tmp_path):
    """It is not tried for ever, and costs nobody else anything."""
    seat = take_seats(LONG)
    each, killed = errand(seat, tmp_path / "ada"), []

    def kill_always(event, total):
        if not killed or killed[-1] != seat._hearing.pid:
            killed.append(seat._hearing.pid)
            os.kill(seat._hearing.pid, signal.SIGKILL)

    found = seat.examine(each, kill_always)

    assert len(killed) == MOST_DEATHS
    assert set(verdicts(found).values()) == {"internal"}
    assert "3 times in a row with this submission" in found.outcomes["calc/count"].message
    assert set(verdicts(seat.examine(each)).values()) == {"passed"}


def test_a_fork_that_dies_does_not_take_the_server_with_it(take_seats, tmp_path):
    """Of a fork that was killed nothing is believed; it is done again by the same examiner."""
    seat = take_seats(LONG)
    each, killed = errand(seat, tmp_path / "ada"), []
    server = psutil.Process(seat._hearing.pid)

    def kill_fork(event, total):
        if not killed:
            killed.append(server.children()[0])
            killed[0].kill()

    found = seat.examine(each, kill_fork)

    assert set(verdicts(found).values()) == {"passed"}
    assert seat._hearing.pid == server.pid


def test_a_stopped_seat_gives_up(take_seats, tmp_path):
    """From another thread, within a second or two, and it does not begin again."""
    slow = SOLUTION.replace("return 2 * x", "import time\n    time.sleep(1.5)\n    return 2 * x")
    seat = take_seats()
    each, raised = errand(seat, tmp_path / "ada", slow), []
    begun = threading.Event()

    def work():
        try:
            seat.examine(each, lambda event, total: begun.set())
        except Stopped as stopped:
            raised.append(stopped)

    thread = threading.Thread(target=work)
    thread.start()
    begun.wait(20)
    started_s = time.monotonic()
    seat.stop()
    thread.join(10)

    assert len(raised) == 1
    assert time.monotonic() - started_s < 5
    with pytest.raises(Stopped):
        seat.examine(each)


@pytest.mark.skipif(sys.platform != "linux", reason="ends forks with their server only on Linux")
def test_one_that_does_not_listen_is_stopped_as_well(take_seats, tmp_path):
    """An examiner that somebody has halted would keep whoever stops a batch waiting for minutes."""
    seat = take_seats()
    each, raised = errand(seat, tmp_path / "ada", SOLUTION.replace("2 * x", "2 * x + 0")), []
    os.kill(seat._hearing.pid, signal.SIGSTOP)

    def work():
        with pytest.raises(Stopped):
            seat.examine(each)
        raised.append(True)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    time.sleep(0.3)
    started_s = time.monotonic()
    seat.stop()
    thread.join(20)

    assert raised
    assert time.monotonic() - started_s < 6


def test_a_broken_assignment_is_told_by_its_file(take_seats):
    """Before any submission is looked at."""
    seat = take_seats(visible="import nothing_of_that_name\n")

    with pytest.raises(ConfigError, match="test_calc"):
        _ = seat.plan


def test_a_broken_reference_is_told_before_anything_is_graded(take_seats):
    """It is loaded once, for all."""
    hidden = CHECK.replace("test_double(student)", "test_same(student, reference)")
    seat = take_seats(hidden=hidden, reference="def double(x:\n")

    with pytest.raises(ConfigError, match="calc"):
        _ = seat.plan


def test_a_level_that_cannot_be_had_is_the_machines_fault(take_seats, tmp_path, monkeypatch):
    """Nothing is graded below the level that the assignment demands."""
    monkeypatch.setenv("PATH", str(tmp_path))  # so that bubblewrap is not found
    seat = take_seats(config=write_config_demanding("bubblewrap"))
    each = errand(seat, tmp_path / "ada")

    with pytest.raises(InternalFault, match="bubblewrap"):
        seat.examine(each)


def write_config_demanding(level):
    """Return the usual configuration with a minimum of isolation."""
    return f"{CONFIG}isolation:\n  require: {level}\n"
