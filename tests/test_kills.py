"""Specify what becomes of a grading when somebody kills a part of it: a verdict is right or `internal`."""

from __future__ import annotations

import sys
from collections import Counter

import pytest

from tests.kills import SUBMISSIONS, Victim, offered, planned, soak

SEED, GRADINGS = 220, 12


pytestmark = [
    pytest.mark.long,
    # Where tests run side by side one thread more listens, which no fork needs.
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]


def test_whoever_is_killed_no_verdict_is_wrong():
    """Killed at any moment, worker, template, wall or judge cost nobody a point, and nothing is left."""
    levels = offered()

    results = list(soak(planned(SEED, GRADINGS, list(dict.fromkeys((levels[0], levels[-1]))))))

    assert [(result.plan, result.wrong) for result in results if result.wrong] == []
    assert len(results) == GRADINGS
    assert sum(result.hit for result in results) >= GRADINGS // 2


def test_the_same_seed_plans_the_same():
    """A finding can be repeated; the submissions take turns and every victim has its turn."""
    levels = ["process", "bubblewrap"]
    plans = planned(5, 200, levels)

    assert plans == planned(5, 200, levels)
    assert plans != planned(6, 200, levels)
    assert Counter(plan.submission for plan in plans) == dict.fromkeys(SUBMISSIONS, 100)
    assert {(plan.level, plan.victim) for plan in plans} == {(a, b) for a in levels for b in Victim}


@pytest.mark.parametrize("exit_code", [0, 7])
def test_a_keeper_that_fails_is_told(monkeypatch, exit_code):
    """Gradings that nobody carried out are no success."""
    monkeypatch.setattr("tests.kills._keep", lambda plans, results: sys.exit(exit_code))

    if exit_code:
        with pytest.raises(RuntimeError, match="ended with code 7"):
            list(soak([]))
    else:
        assert list(soak([])) == []
