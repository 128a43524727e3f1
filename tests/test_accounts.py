"""Specify how what is known of a student becomes a grade."""

from dataclasses import replace
from datetime import UTC, datetime

from grader.accounts import Account, Adjusted, grade
from grader.config import Config
from grader.deadlines import LateRules
from grader.standing import Attempt

AT = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
TASKS = {"layers": {"title": "Layers", "points": 30}, "loss": {"title": "Loss", "points": 12.5}}
ATTEMPT = Attempt(1, "d1", AT, AT, None, 20.0, 40.0, "graded")


def config(**rules):
    """Return a configuration of two tasks with the late *rules*."""
    data = {"name": "course", "title": "A course", "modules": {"layers": "layers.py"}, "tasks": TASKS}
    return Config.model_validate(data | {"late": LateRules(**rules)})


def test_who_has_handed_in_nothing_could_have_had_all():
    """The maximum is that of the configuration, since there is no report to say it."""
    found = grade(Account("ada", "Ada", "g1", {"canvas": "7"}), config())

    assert (found.status, found.score, found.max_score, found.attempts) == ("missing", None, 42.5, 0)
    assert (found.student, found.name, found.group, found.ids) == ("ada", "Ada", "g1", {"canvas": "7"})


def test_the_maximum_is_that_of_the_report_that_counts():
    """It was graded by the configuration of its day."""
    assert grade(Account("ada", attempts=(ATTEMPT,)), config()).max_score == 40.0


def test_times_are_told_as_the_due_date_is_written():
    """In UTC where nothing is due."""
    account = Account("ada", attempts=(ATTEMPT,))
    due = datetime.fromisoformat("2026-12-01T00:00+05:30")

    assert grade(account, config()).submitted_at == "2026-11-30T12:00:00+00:00"
    assert grade(account, config(due=due)).submitted_at == "2026-11-30T17:30:00+05:30"


def test_one_adjustment_that_allows_it_lets_the_score_fall_below_0():
    """Otherwise it stops there."""
    fine = Adjusted(-50.0, "me", "copied", AT)
    account = Account("ada", attempts=(ATTEMPT,), adjustments=(fine,))

    assert grade(account, config()).score == 0
    assert grade(replace(account, adjustments=(replace(fine, below_zero=True),)), config()).score == -30


def test_a_withheld_score_stays_withheld():
    """Points added to a score that nobody knows are no score."""
    failed = replace(ATTEMPT, score=None, status="internal")
    account = Account("ada", attempts=(failed,), adjustments=(Adjusted(5.0, "me", "bonus", AT),))

    found = grade(account, config())

    assert (found.status, found.score, found.raw_score, found.adjustment) == ("internal", None, None, 5.0)
