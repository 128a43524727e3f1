"""Specify which attempt counts, and what the student gets."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.deadlines import LateRules
from grader.standing import Attempt, stand, weigh

DUE = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def attempt(number, score, days=-1.0, status="graded", late=None):
    """Return an attempt of *score* points, handed in so many *days* after the due date (None: no time)."""
    at = None if days is None else DUE + days * DAY
    points = score if status == "graded" else None
    return Attempt(number, f"d{number}", at, DUE + (20 + number) * DAY, late, points, 100.0, status)


def stood(attempts, adjustments=(), negative=False, **rules):
    """Return where `ada` stands by *rules*."""
    return stand(LateRules(**{"due": DUE, **rules}), "ada", attempts, adjustments, negative)


@pytest.mark.parametrize("counts, number", [("last", 3), ("best", 2), ("first", 1)])
def test_the_attempt_that_the_rules_name_counts(counts, number):
    """In the order in which they were handed in, not that in which they were recorded."""
    attempts = [attempt(3, 60, -1), attempt(1, 50, -3), attempt(2, 90, -2)]

    assert stood(attempts, counts=counts).counting.attempt.number == number


def test_the_best_is_the_best_after_the_deduction():
    """90 points in time are better than 95 less ten percent."""
    attempts = [attempt(1, 90, -1), attempt(2, 95, 0.5)]

    standing = stood(attempts, counts="best", percent_per_day=10)

    assert (standing.counting.attempt.number, standing.score) == (1, 90)


def test_of_equally_good_ones_the_earliest_counts():
    """So that nobody is told to have been late without need."""
    assert stood([attempt(1, 90, -2), attempt(2, 90, 3)], counts="best").counting.attempt.number == 1


def test_only_attempts_in_time_count_where_the_rules_say_so():
    """A late one is kept, and told, and does not count."""
    standing = stood([attempt(1, 50), attempt(2, 90, 0.1)], before_deadline_only=True)

    assert standing.counting.attempt.number == 1
    assert [each.barred for each in standing.weighed] == ["", "late"]


def test_after_the_cutoff_nothing_counts():
    """Whoever hands in only then has handed in nothing that counts."""
    standing = stood([attempt(1, 90, 3)], cutoff=DUE + DAY)

    assert (standing.status, standing.score, standing.counting) == ("missing", None, None)
    assert standing.weighed[0].barred == "after the cutoff"


@pytest.mark.parametrize("status", ["internal", "rejected"])
@pytest.mark.parametrize("counts", ["last", "best", "first"])
def test_what_could_not_be_graded_never_stands_against_a_student(counts, status):
    """While another attempt is graded, that one counts, wherever it comes."""
    for attempts in (
        [attempt(1, 40, -2), attempt(2, 0, -1, status)],
        [attempt(1, 0, -2, status), attempt(2, 40, -1)],
    ):
        assert stood(attempts, counts=counts).score == 40


def test_our_own_fault_withholds_the_score():
    """With nothing but an internal attempt there is no score, and it comes before one that is rejected."""
    standing = stood([attempt(1, 0, -2, "internal"), attempt(2, 0, -1, "rejected")], [5.0])

    assert (standing.status, standing.score) == ("internal", None)


def test_an_attempt_without_a_time_is_on_time_and_told():
    """Nothing is taken off for what nobody knows."""
    weighed = weigh(LateRules(due=DUE, percent_per_day=50), "ada", attempt(1, 80, None))

    assert (weighed.score, weighed.late_s) == (80, None)
    assert "no time is known" in weighed.note


def test_the_platforms_word_counts_where_only_attempts_in_time_do():
    """What a platform calls late is, unless the student has an extension that it may not know of."""
    flagged = attempt(1, 80, None, late=True)

    assert weigh(LateRules(due=DUE, before_deadline_only=True), "ada", flagged).barred == "late"
    extended = LateRules(due=DUE, before_deadline_only=True, extensions={"ada": DAY})
    assert weigh(extended, "ada", flagged).barred == ""
    known = replace(flagged, submitted_at=DUE)
    assert weigh(LateRules(due=DUE, before_deadline_only=True), "ada", known).barred == ""


def test_adjustments_come_on_top():
    """They add up; a bonus may exceed the maximum; nobody falls below 0 unless asked."""
    assert stood([attempt(1, 95)], [10.0, -2.5]).score == 102.5
    assert stood([attempt(1, 5)], [-20.0]).score == 0
    assert stood([attempt(1, 5)], [-20.0], negative=True).score == -15


def test_points_may_be_given_for_nothing_handed_in():
    """For what came on paper, say; taken back, it is missing again."""
    assert (stood([], [30.0]).status, stood([], [30.0]).score) == ("graded", 30)
    assert (stood([], [30.0, -30.0]).status, stood([], [30.0, -30.0]).score) == ("missing", None)


scores = st.lists(st.tuples(st.floats(0, 100), st.floats(-20, 20)), min_size=1, max_size=5)


@given(scores, st.floats(0, 100), st.floats(0, 400), st.booleans())
def test_with_the_best_counting_an_extension_never_hurts(handed_in, percent, hours, only):
    """More time gives no fewer points, whatever was handed in when."""
    attempts = [attempt(number, score, days) for number, (score, days) in enumerate(handed_in, 1)]
    common = {"counts": "best", "percent_per_day": percent, "before_deadline_only": only}

    plain = stood(attempts, cutoff=DUE + 5 * DAY, **common)
    extended = stood(attempts, cutoff=DUE + 5 * DAY, extensions={"ada": timedelta(hours=hours)}, **common)

    assert (extended.score or 0) >= (plain.score or 0)


@given(scores, st.sampled_from(["last", "best", "first"]), st.floats(0, 100), st.floats(-200, 200))
def test_the_score_is_what_its_parts_say(handed_in, counts, percent, points):
    """Raw less lateness plus adjustment, not below 0; and never more than raw plus adjustment."""
    attempts = [attempt(number, score, days) for number, (score, days) in enumerate(handed_in, 1)]

    standing = stood(attempts, [points] if points else [], counts=counts, percent_per_day=percent)

    counting = standing.counting
    expected = max(0.0, counting.attempt.score - counting.deduction + standing.adjustment)
    assert abs(standing.score - expected) <= 1e-5
