"""Specify a batch that is ended at any moment, and one over which unlikely things happen."""

from __future__ import annotations

import errno
import os
import random
import threading
from concurrent.futures import Executor, Future

import pytest

from grader import config as configuration
from grader.batch import Batch
from grader.errors import InternalFault, UsageError
from grader.filing import Orders
from grader.findings import Findings
from grader.gradebook import Gradebook
from grader.gradingkeys import Keys
from grader.handins import Handin, Part
from grader.records import Kind, Outcome, PlannedCheck, Verdict, Visibility
from grader.seat import Course
from grader.workforce import ClusterLost, WorkersLost
from tests import batchkills
from tests.assignments import SOLUTION, write_assignment, write_submission

PLAN = [PlannedCheck("calc/double", "calc", "T", Kind.UNIT, Visibility.VISIBLE, 1.0, "")]
PASSED = Findings(
    {"calc/double": Outcome("calc/double", Verdict.PASSED, 1.0, "")},
    {},
    {},
    {
        "grader": "g",
        "python": "p",
        "numpy": "n",
        "blas": "b",
        "platform": "l",
        "isolation": "i",
    },
)


class Runner(Executor):
    """Answers each errand as a test says, at once."""

    def __init__(self, answers):
        self.answers, self.errands = answers, []

    def submit(self, fn, errand):
        """Return a future that is done."""
        future = Future()
        future.set_running_or_notify_cancel()
        source = errand.files["calc.py"].decode()
        answer = next(found for word, found in self.answers.items() if word in source)
        self.errands.append(errand)
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(answer)
        return future


class Silent:
    """Follows and says nothing."""

    def plan(self, total, checks):
        """Take the number."""

    def begin(self, name):
        """Take a name."""

    def end(self, result):
        """Take a result."""

    def tick(self):
        """Take the time."""

    def tell(self, line):
        """Take a line."""


@pytest.fixture
def grade(tmp_path):
    """Grade hand-ins of the given sources by a runner with the given answers; return the results."""
    assignment = write_assignment(tmp_path / "course")
    config = configuration.load(assignment)
    (tmp_path / "out").mkdir()
    keys = Keys("context", {"calc/double": "key"}, "mistakes", "report")
    orders = Orders(Course(assignment, b"secret"), config, PLAN, keys, tmp_path / "out")

    def grades(sources, answers, runner=None):
        runner = runner or Runner(answers)
        handins = []
        for name, source in sources.items():
            folder = write_submission(tmp_path / "class" / name, f"{SOLUTION}# {source}\n")
            handins.append(Handin(name, (Part(folder, name),), name))
        with Gradebook(tmp_path / "out") as book:
            batch = runner.batch = Batch(orders, runner, lambda: 2, book, Silent())
            batch.run(handins)
        return {name: (result.status, result.score) for name, result in batch.results.items()}, batch

    return grades


def test_a_submission_that_ends_its_workers_is_internal(grade):
    """It is reported with the reason, the others are graded, and the next run tries again."""
    lost = WorkersLost("ended its worker three times")

    found, batch = grade({"ada": "good", "mal": "killer"}, {"killer": lost, "good": PASSED})
    assert "three times" in batch.results["mal"].problem
    again, _ = grade({"ada": "good", "mal": "killer"}, {"killer": PASSED})

    assert found == {"ada": ("graded", 10.0), "mal": ("internal", None)}
    assert again == {"ada": ("graded", 10.0), "mal": ("graded", 10.0)}


def test_findings_that_make_no_report_cost_nobody_else_anything(grade):
    """A fault of ours with one submission is that submission's alone."""
    strange = Findings(PASSED.outcomes, {"calc/double": 3}, {}, {"grader": "g"})

    found, batch = grade({"ada": "good", "odd": "strange"}, {"strange": strange, "good": PASSED})

    assert found["ada"] == ("graded", 10.0)
    assert found["odd"] == ("internal", None)
    assert batch.results["odd"].problem


def test_what_made_no_report_is_tried_again(grade):
    """It is not taken for known by the next run, which it would end."""
    partial = Findings(PASSED.outcomes, {}, {}, {"grader": "g"})

    first, _ = grade({"ada": "good", "odd": "strange"}, {"strange": partial, "good": PASSED})
    again, _ = grade({"ada": "good", "odd": "strange"}, {"strange": PASSED, "good": PASSED})

    assert first == {"ada": ("graded", 10.0), "odd": ("internal", None)}
    assert again == {"ada": ("graded", 10.0), "odd": ("graded", 10.0)}


def test_a_cluster_that_is_lost_ends_the_batch(grade):
    """It is no fault of any submission."""
    with pytest.raises(ClusterLost):
        grade({"ada": "good"}, {"good": ClusterLost("gone")})


def test_a_machine_that_cannot_grade_ends_the_batch(grade):
    """Hundreds of internal reports would tell nobody anything; what is done stays done."""
    with pytest.raises(InternalFault, match="bubblewrap"):
        grade({"ada": "good"}, {"good": InternalFault("bubblewrap is not there")})


@pytest.mark.parametrize("number, status", [(errno.EMFILE, "internal"), (errno.EACCES, "rejected")])
def test_a_fault_of_this_machine_rejects_nobody(grade, monkeypatch, number, status):
    """A rejection stays until something else is handed in; what may pass is tried again."""

    def read(handin, config, assignment):
        try:
            raise OSError(number, os.strerror(number), "calc.py")
        except OSError as error:
            raise UsageError("calc.py: cannot be read") from error

    with monkeypatch.context() as patch:
        patch.setattr("grader.batch.read_handin", read)
        found, _ = grade({"ada": "good"}, {"good": PASSED})
    again, _ = grade({"ada": "good"}, {"good": PASSED})

    assert found == {"ada": (status, None)}
    assert again == {"ada": ("graded", 10.0) if status == "internal" else (status, None)}


def test_what_will_never_begin_keeps_nobody_waiting(grade):
    """Told to stop, the batch ends, though its runner never says that what was cancelled is done."""

    class Full(Runner):
        def submit(self, fn, errand):
            self.errands.append(errand)
            self.batch.stopping = True
            return Future()

    full = Full({})
    thread = threading.Thread(target=lambda: grade({"ada": "good"}, {}, full), daemon=True)
    thread.start()
    thread.join(20)

    assert len(full.errands) == 1
    assert not thread.is_alive()


def test_a_class_without_anything_is_no_fault(grade):
    """It has no results."""
    assert grade({}, {})[0] == {}


def test_killed_at_random_moments_it_comes_to_the_same(tmp_path):
    """Reports, table and gradebook are those of a run in peace, whatever was half done."""
    batchkills.write(tmp_path, 8)
    whole_s = batchkills.grade(tmp_path, "peace")

    hits = batchkills.kill_often(tmp_path, "kills", 3, whole_s * 0.8, random.Random(7))
    batchkills.grade(tmp_path, "kills")

    assert hits >= 1
    assert batchkills.findings(tmp_path, "kills") == batchkills.findings(tmp_path, "peace")
