"""Specify what is counted while a batch goes on, and what is said of its pace and its rest."""

from __future__ import annotations

import itertools
import random
import statistics

import pytest

from grader.batchprogress import Progress, spelt_duration, spelt_left, spelt_rate, was_known
from tests.batchfeeds import Clock, failed, graded, known, play


def started(total=100):
    """Return the progress of a batch that has just begun, and its clock."""
    clock = Clock()
    progress = Progress(clock)
    progress.plan(total, 10)
    return progress, clock


@pytest.mark.parametrize(
    "result, is_known",
    [
        (known("a"), True),
        (graded("a", seconds=3.0, reused=10), True),
        (graded("a", seconds=3.0, reused=9), False),
        (graded("a", seconds=3.0), False),
        (failed("a"), False),
    ],
)
def test_known_is_what_did_not_have_to_run(result, is_known):
    """One check that ran makes it graded; what failed was never known."""
    assert was_known(result) is is_known


def test_each_kind_is_counted():
    """Known ones are graded too; rejected and internal ones are done, and failed."""
    progress, _ = started()

    for result in (graded("a"), known("b"), failed("c"), failed("d", "internal"), failed("e")):
        progress.end(result)

    assert (progress.done, progress.graded, progress.known) == (5, 2, 1)
    assert (progress.failed, progress.rejected, progress.internal) == (3, 2, 1)


def test_those_that_run_longest_come_first():
    """With their ages; who has ended runs no more, and who begins anew begins anew."""
    progress, clock = started()
    for name in ("a", "b", "c"):
        progress.begin(name)
        clock.now += 1
    progress.begin("a")
    progress.end(graded("b"))

    assert progress.running() == [("c", 1.0), ("a", 0.0)]


def test_only_a_few_are_kept_however_many_there_are():
    """The latest failures and the slowest; memory does not grow with the class."""
    progress, _ = started(5000)

    for number in range(5000):
        progress.end(failed(f"f{number}") if number % 2 else graded(f"g{number}", seconds=number + 1.0))

    assert [one.id for one in progress.failures] == ["f4995", "f4997", "f4999"]
    assert [one.id for one in progress.slowest] == ["g4998", "g4996", "g4994"]
    assert progress.failed == 2500


def test_nothing_is_said_before_anything_is_known():
    """Neither pace nor rest after two; both after three."""
    progress, clock = started()
    ends = play(progress, clock, [2.0] * 5)
    next(ends), next(ends)

    assert (spelt_rate(progress), spelt_left(progress)) == ("", "")
    next(ends)
    assert (spelt_rate(progress), spelt_left(progress)) == ("30 a minute", "about 3 min left")


def test_what_was_known_has_no_pace():
    """A second run says nothing of rates and times: there are none."""
    progress, clock = started()

    for number in range(99):
        clock.now += 0.001
        progress.end(known(f"s{number}"))

    assert progress.rate() is None
    assert progress.left_s() is None


def test_the_rate_is_of_late():
    """It follows when the pace changes, and falls while nothing comes."""
    progress, clock = started(1000)
    for _ in play(progress, clock, [1.0] * 100):
        pass
    assert progress.rate() == pytest.approx(60.0)
    for _ in play(progress, clock, [10.0] * 40):
        pass
    assert progress.rate() == pytest.approx(6.0)

    clock.now += 320

    assert progress.rate() == pytest.approx(3.0)


def test_the_rest_is_shared_by_those_who_work():
    """Four at once need a quarter; what runs already is taken off."""
    progress, clock = started(84)
    ends = play(progress, clock, [8.0] * 84, lanes=4)
    for _ in range(40):
        next(ends)

    assert progress.left_s() == pytest.approx(44 * 8 / 4, rel=0.1)
    clock.now += 4
    progress.begin("late")
    assert progress.left_s() < 44 * 8 / 4


def test_the_rest_is_never_negative_and_ends_in_silence():
    """The last one takes longer than all others: nobody can say for how long."""
    progress, clock = started(11)
    for _ in play(progress, clock, [1.0] * 10):
        pass
    progress.begin("last")

    assert progress.left_s() == pytest.approx(1.0)
    clock.now += 50
    assert progress.left_s() is None
    progress.end(graded("last", seconds=50))
    assert spelt_left(progress) == ""


def test_one_that_is_overdue_takes_nothing_off_the_others():
    """What runs longer than expected counts as about to end."""
    progress, clock = started(101)
    for _ in play(progress, clock, [1.0] * 10):
        pass
    progress.begin("hangs")
    clock.now += 50

    assert progress.left_s() == pytest.approx(90.0)


def test_one_that_hangs_at_the_start_does_not_frighten():
    """Three of one second and one of sixty: the rest is less than what the mean would say by far."""
    progress, clock = started(100)
    for _ in play(progress, clock, [1.0, 1.0, 60.0, 1.0]):
        pass

    assert 96 <= progress.left_s() < 96 * 63 / 4 / 3


def told_of(seed):
    """Return the seconds that were left after each of 400, every tenth of which hangs, and what was told."""
    rng = random.Random(seed)
    durations = [60.0 if rng.random() < 0.1 else rng.lognormvariate(1, 0.5) for _ in range(400)]
    progress, clock = started(400)
    told = [(clock.now, progress.left_s()) for _ in play(progress, clock, durations, lanes=2)]
    return [(clock.now - now, left) for now, left in told]


def test_the_rest_that_is_told_is_true():
    """At half it is right on average, give or take a seventh, and from there on never off by half."""
    rounds = [told_of(seed) for seed in range(20)]

    at_half = [left / true for true, left in (told[200] for told in rounds)]
    assert statistics.fmean(at_half) == pytest.approx(1.0, abs=0.15)
    assert all(true / 2 < left < true * 2 for told in rounds for true, left in told[200:350])


@pytest.mark.parametrize("seed", range(5))
def test_the_rest_that_is_told_does_not_jump(seed):
    """From one end to the next it changes by less than a quarter, whoever hangs."""
    steps = [later / left for (_, left), (_, later) in itertools.pairwise(told_of(seed)[20:350])]

    assert min(steps) > 0.8
    assert max(steps) < 1.25


def test_a_rest_of_which_some_may_be_known_is_a_bound():
    """At most, while known ones came of late; about, once all are graded."""
    progress, clock = started(200)
    progress.end(known("k"))
    ends = play(progress, clock, [6.0] * 100)
    for _ in range(10):
        next(ends)
    assert spelt_left(progress) == "at most 19 min left"

    for _ in range(30):
        next(ends)

    assert spelt_left(progress).startswith("about 16 min")


@pytest.mark.parametrize(
    "seconds, spelt",
    [
        (-1, "0 s"),
        (0.04, "0 s"),
        (0.44, "0.4 s"),
        (9.96, "10 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (65, "1 min 5 s"),
        (600, "10 min"),
        (3599.7, "1 h"),
        (7800, "2 h 10 min"),
        (360000, "100 h"),
    ],
)
def test_durations_are_spelt_as_people_say_them(seconds, spelt):
    """No more exact than anybody wants to know."""
    assert spelt_duration(seconds) == spelt


@pytest.mark.parametrize("each, spelt", [(0.1, "600 a minute"), (10, "6.0 a minute"), (120, "30 an hour")])
def test_a_rate_is_spelt_by_the_minute_or_the_hour(each, spelt):
    """So that it is no fraction of one."""
    progress, clock = started()

    for _ in play(progress, clock, [each] * 50):
        pass

    assert spelt_rate(progress) == spelt
