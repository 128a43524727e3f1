"""Specify how the gradebook is shown."""

import io
import json
from datetime import UTC, datetime, timedelta

from grader.accounts import Account, Adjusted
from grader.config import Config
from grader.deadlines import LateRules
from grader.gradebookpage import account_json, class_json, show_account, show_class, show_history
from grader.page import make_console
from grader.standing import Attempt

DUE = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)


def config(**rules):
    """Return a configuration with the late *rules*."""
    tasks = {"layers": {"title": "Layers", "points": 100}}
    data = {"name": "course", "title": "A course", "modules": {"layers": "layers.py"}, "tasks": tasks}
    return Config.model_validate(data | {"late": LateRules(**{"due": DUE, **rules})})


def account(name, *scores, hours=-1.0, status="graded", adjustments=()):
    """Return the account of *name* with an attempt for each score."""
    at = None if hours is None else DUE + timedelta(hours=hours)
    attempts = [
        Attempt(number, f"d{number}", at, DUE, None, score, 100.0, status)
        for number, score in enumerate(scores, 1)
    ]
    return Account(name, attempts=tuple(attempts), adjustments=tuple(adjustments))


def printed(show, *arguments):
    """Return what *show* prints on a plain console, on one line."""
    stream = io.StringIO()
    show(*arguments, make_console(stream, plain=True))
    return " ".join(stream.getvalue().split())


def test_the_notes_count_who_has_no_score_and_why():
    """The grader's own faults, what could not be read, and who has handed in nothing."""
    accounts = [
        account("ada", 80.0),
        account("bob", None, status="internal"),
        account("cem", None, status="rejected"),
        account("eve"),
        account("fay", 50.0, hours=None),
    ]

    text = printed(show_class, accounts, config())

    assert "5 students, 2 with a score" in text
    for note in (
        "1 internal",
        "1 rejected",
        "1 missing",
        "1 with an attempt that counts without a known time",
    ):
        assert note in text


def test_an_empty_gradebook_says_so():
    """Without an empty table."""
    assert printed(show_class, [], config()) == "no student of 'course' yet"


def test_an_attempt_that_cannot_count_says_why():
    """After the cutoff, or late where only those in time count."""
    late = account("ada", 80.0, hours=30)

    assert "does not count: late" in printed(show_account, late, [], config(before_deadline_only=True))
    cut = printed(show_account, late, [], config(cutoff=DUE))
    assert "does not count: after the cutoff" in cut
    assert "final: no score (missing)" in cut


def test_a_history_is_in_the_order_of_time():
    """Also where an adjustment came before a regrade."""
    early, late = (Adjusted(points, "me", "why", DUE + timedelta(hours=points)) for points in (1.0, 2.0))

    text = printed(show_history, account("ada", adjustments=[late, early]), [], config())

    assert text.index("+1 by me") < text.index("+2 by me")
    assert text.startswith("2026-12-01 00:00:00+00:00 adjustment +1")


def test_json_tells_which_attempt_counts():
    """Its number, or null."""
    data = json.loads(class_json([account("ada", 80.0, 70.0), account("eve")], config()))

    assert [(each["student"], each["counts"]) for each in data] == [("ada", 2), ("eve", None)]


def test_json_of_one_student_has_times_with_offsets():
    """As ISO 8601, which every language reads."""
    data = json.loads(account_json(account("ada", 80.0), [], config()))

    assert datetime.fromisoformat(data["all_attempts"][0]["attempt"]["submitted_at"]).tzinfo is not None
