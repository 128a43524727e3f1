"""Specify which checks are not run because one that they need has failed."""

import pytest

from grader.bench import NotRun, Record, unmet
from grader.records import Kind, PlannedCheck, Verdict, Visibility


def record(name, verdict=None, *needs):
    """Return the record of a check."""
    planned = PlannedCheck(
        name, "calc", f"Title of {name}", Kind.UNIT, Visibility.HIDDEN, 1.0, "H.", needs=needs
    )
    made = Record(planned)
    made.verdict = verdict
    return made


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_failure_holds_back_what_needs_it(verdict):
    """Only a wrong answer does: what cannot be run at all is told best where it is met."""
    needed = record("a", verdict)
    needed.details = {"needs": "a"}

    found = unmet(record("b", None, "a"), {"a": needed})

    assert (found is not None) == (verdict in {Verdict.FAILED, Verdict.SKIPPED})


@pytest.mark.parametrize("details", [{"not_implemented": True}, {"missing": "calc.py"}])
def test_what_is_not_written_holds_nothing_back(details):
    """It is one finding, however many checks meet it."""
    needed = record("a", Verdict.FAILED)
    needed.details = details

    assert unmet(record("b", None, "a"), {"a": needed}) is None


def test_the_first_cause_is_told():
    """Not the check in between, which was not run either."""
    first, second = record("a", Verdict.FAILED), record("b")
    second.conclude(NotRun(first.planned))

    cause = unmet(record("c", None, "b"), {"a": first, "b": second})

    assert second.verdict is Verdict.SKIPPED
    assert second.message == "not run because 'Title of a' (a) has failed: mend that first"
    assert cause is first.planned


def test_a_need_that_is_not_among_the_checks_holds_nothing_back():
    """A student runs a selection."""
    assert unmet(record("b", None, "a"), {}) is None
