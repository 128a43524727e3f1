"""Specify what lateness is and costs: by examples, and by what holds of all rules and times."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from grader.deadlines import LateRules
from grader.latepolicy import deduction, is_cut_off, late_s

DUE = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

spans = st.floats(0, 24 * 30).map(lambda hours: timedelta(hours=hours))
times = st.floats(-24 * 40, 24 * 40).map(lambda hours: DUE + timedelta(hours=hours))
extensions = spans | spans.map(lambda span: DUE + span)


@st.composite
def rules(draw):
    """Rules with a due date, and an extension for `ada`."""
    return LateRules(
        due=DUE,
        grace_min=draw(st.floats(0, 5000)),
        percent_per_day=draw(st.floats(0, 100)),
        max_percent=draw(st.floats(0, 100)),
        cutoff=draw(st.none() | spans.map(lambda span: DUE + span)),
        extensions={"ada": draw(extensions)},
    )


def cost(chosen, student, at, score=80.0):
    """Return what lateness costs *student* of 80 of 100 points."""
    return deduction(chosen, late_s(chosen, student, at), score, 100.0)


def test_grace_counts_as_in_time():
    """Ten minutes late is in time with a quarter of an hour of grace; after it, time counts from its end."""
    chosen = LateRules(due=DUE, grace_min=15, percent_per_day=10)

    assert late_s(chosen, "ada", DUE + timedelta(minutes=15)) == 0
    assert late_s(chosen, "ada", DUE + timedelta(minutes=16)) == 60
    assert cost(chosen, "ada", DUE + timedelta(minutes=16)) == 10


def test_each_started_day_costs_up_to_the_maximum():
    """Ten percent a day of the maximum score, thirty at most."""
    chosen = LateRules(due=DUE, percent_per_day=10, max_percent=30)

    costs = [cost(chosen, "ada", DUE + late) for late in (0 * DAY, HOUR, DAY, DAY + HOUR, 9 * DAY)]

    assert costs == [0, 10, 10, 20, 30]


def test_lateness_takes_no_more_than_there_is():
    """Whoever has 5 points loses 5."""
    chosen = LateRules(due=DUE, percent_per_day=10)

    assert cost(chosen, "ada", DUE + HOUR, score=5.0) == 5.0


def test_an_extension_moves_the_cutoff_as_well():
    """Two days more are two days more of everything, whether written as hours or as a time."""
    for extension in (2 * DAY, DUE + 2 * DAY):
        chosen = LateRules(due=DUE, cutoff=DUE + DAY, extensions={"ada": extension})

        assert not is_cut_off(chosen, "ada", DUE + 3 * DAY)
        assert is_cut_off(chosen, "ada", DUE + 3 * DAY + HOUR)
        assert is_cut_off(chosen, "bob", DUE + DAY + HOUR)


def test_grace_holds_at_the_cutoff_too():
    """Whoever is in time by the grace is not cut off."""
    chosen = LateRules(due=DUE, cutoff=DUE, grace_min=15)

    assert not is_cut_off(chosen, "ada", DUE + timedelta(minutes=15))
    assert is_cut_off(chosen, "ada", DUE + timedelta(minutes=16))


def test_without_a_time_or_a_due_date_nothing_is_known():
    """None, not 0: nobody says."""
    assert late_s(LateRules(due=DUE), "ada", None) is None
    assert late_s(LateRules(), "ada", DUE) is None
    assert not is_cut_off(LateRules(cutoff=DUE), "ada", None)


@given(rules(), times, times)
def test_later_is_never_better(chosen, one, other):
    """Lateness, its cost and the cutoff grow with time."""
    early, late = sorted((one, other))

    for student in ("ada", "bob"):
        assert late_s(chosen, student, early) <= late_s(chosen, student, late)
        assert cost(chosen, student, early) <= cost(chosen, student, late)
        assert is_cut_off(chosen, student, early) <= is_cut_off(chosen, student, late)


@given(rules(), times, st.floats(0, 200), st.floats(0.1, 200))
def test_the_cost_is_bounded(chosen, at, score, most):
    """Between nothing and the maximum of the rules, and never more than the score."""
    taken = deduction(chosen, late_s(chosen, "bob", at), score, most)

    assert 0 <= taken <= min(score, most * chosen.max_percent / 100) + 1e-6
    assert score - taken >= -1e-6


@given(rules(), times)
def test_an_extension_never_hurts(chosen, at):
    """Whoever has one is no later, pays no more, and is cut off no earlier than others."""
    assert late_s(chosen, "ada", at) <= late_s(chosen, "bob", at)
    assert cost(chosen, "ada", at) <= cost(chosen, "bob", at)
    assert is_cut_off(chosen, "ada", at) <= is_cut_off(chosen, "bob", at)


@given(rules(), times)
def test_whoever_is_in_time_pays_nothing(chosen, at):
    """At or before the due date nothing is taken and nobody is cut off."""
    in_time = min(at, DUE)

    assert cost(chosen, "bob", in_time) == 0
    assert not is_cut_off(chosen, "bob", in_time)
