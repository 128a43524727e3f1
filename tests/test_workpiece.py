"""Specify what of a submission is run, given what is known of it."""

from __future__ import annotations

import pytest

from grader.findings import Findings
from grader.gradingkeys import Keys
from grader.intake import Submission
from grader.records import Kind, Outcome, PlannedCheck, Verdict, Visibility
from grader.resultcache import Kept
from grader.workpiece import Workpiece

NAMES = ("t/a", "t/b", "t/c")
PLAN = [PlannedCheck(name, "t", "T", Kind.UNIT, Visibility.VISIBLE, 1.0, "") for name in NAMES]
SUBMISSION = Submission("ada", {"t.py": b"x = 1\n"}, "d" * 64, ("u.py",), {})
MISTAKE = {"name": "m", "explanation": "e"}


def keys(**changes):
    """Return keys, of which *changes* differ."""
    checks = {name: f"key of {name}" for name in NAMES} | {f"t/{name}": key for name, key in changes.items()}
    return Keys("context", checks, "mistakes", "report")


def outcome(name, verdict="passed", **details):
    """Return an outcome."""
    return Outcome(name, Verdict(verdict), float(verdict == "passed"), "m", details, "", 0.5)


def findings(*outcomes, recognised=None):
    """Return what an examiner has found."""
    found = {each.id: each for each in outcomes}
    return Findings(found, recognised or {}, {"checks_s": {}, "runs_s": [1]}, {"python": "3"})


def graded(*outcomes, recognised=None, own_keys=None):
    """Return a workpiece all of whose checks were run."""
    piece = Workpiece(SUBMISSION, PLAN, own_keys or keys(), Kept())
    piece.take(piece.errand(), findings(*outcomes, recognised=recognised))
    return piece


ALL_PASSED = [outcome(name) for name in NAMES]
ONE_FAILED = [outcome("t/a", "failed"), outcome("t/b"), outcome("t/c")]


def test_all_of_an_unknown_submission_is_run():
    """Its files, what is missing, every check; nothing is known."""
    errand = Workpiece(SUBMISSION, PLAN, keys(), Kept()).errand()

    assert errand.files == SUBMISSION.files
    assert errand.missing == ("u.py",)
    assert errand.checks == NAMES
    assert errand.known == {}


@pytest.mark.parametrize("outcomes", [ALL_PASSED, ONE_FAILED])
def test_after_it_was_run_nothing_is_left(outcomes):
    """In this run and, by what is kept, in the next one."""
    piece = graded(*outcomes, recognised={"t/a": MISTAKE})

    again = Workpiece(SUBMISSION, PLAN, keys(), piece.kept)

    assert piece.errand() is None
    assert again.errand() is None
    assert again.outcomes == piece.outcomes
    assert again.recognised == piece.recognised
    assert again.timing == piece.timing == {"runs_s": [1], "checks_s": dict.fromkeys(NAMES, 0.5)}
    assert (piece.reused, again.reused) == (0, 3)


def test_an_edited_check_is_run_alone():
    """Beside what is known of all others; as it passes still, the known mistakes stay as they are."""
    known = graded(*ONE_FAILED, recognised={"t/a": MISTAKE}).kept
    piece = Workpiece(SUBMISSION, PLAN, keys(b="edited"), known)

    errand = piece.errand()
    piece.take(errand, findings(outcome("t/b")))

    assert errand.checks == ("t/b",)
    assert {name: each.verdict for name, each in errand.known.items()} == {"t/a": "failed", "t/c": "passed"}
    assert piece.errand() is None
    assert piece.recognised == {"t/a": MISTAKE}
    assert list(piece.outcomes) == list(NAMES)


def test_a_check_that_newly_fails_is_compared_together_with_the_others():
    """What explains one failure may be ruled out or borne out by another."""
    known = graded(*ONE_FAILED, recognised={"t/a": MISTAKE}).kept
    piece = Workpiece(SUBMISSION, PLAN, keys(b="edited"), known)

    piece.take(piece.errand(), findings(outcome("t/b", "failed")))
    second = piece.errand()
    both = {"t/a": MISTAKE, "t/b": MISTAKE}
    piece.take(second, findings(outcome("t/a", "failed"), outcome("t/b", "failed"), recognised=both))

    assert second.checks == ("t/a", "t/b")
    assert set(second.known) == {"t/c"}
    assert piece.errand() is None
    assert piece.recognised == both


def test_other_misconceptions_have_the_failed_checks_run_again():
    """And no others."""
    known = graded(*ONE_FAILED, recognised={"t/a": MISTAKE}).kept
    other = Keys("context", keys().checks, "other mistakes", "report")

    errand = Workpiece(SUBMISSION, PLAN, other, known).errand()

    assert errand.checks == ("t/a",)


def test_what_is_not_written_needs_no_second_look():
    """It says all there is to say itself."""
    piece = graded(outcome("t/a", "error", not_implemented=True), outcome("t/b"), outcome("t/c"))

    again = Workpiece(SUBMISSION, PLAN, keys(), piece.kept)

    assert again.errand() is None
    assert again.recognised == {}


def test_an_internal_outcome_is_tried_again():
    """It is in this run's report, and the next run begins there."""
    piece = graded(outcome("t/a", "internal"), *ALL_PASSED[1:])

    again = Workpiece(SUBMISSION, PLAN, keys(), piece.kept)

    assert piece.errand() is None
    assert piece.outcomes["t/a"].verdict is Verdict.INTERNAL
    assert again.errand().checks == ("t/a",)


def test_a_second_look_that_ends_badly_is_not_repeated():
    """An internal outcome there is one of this run; nothing of it is kept."""
    known = graded(*ONE_FAILED, recognised={"t/a": MISTAKE}).kept
    piece = Workpiece(SUBMISSION, PLAN, Keys("context", keys().checks, "other", "report"), known)

    piece.take(piece.errand(), findings(outcome("t/a", "internal")))

    assert piece.errand() is None
    assert piece.outcomes["t/a"].verdict is Verdict.INTERNAL
