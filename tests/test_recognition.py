"""Specify when a misconception is named."""

import math

import pytest

from grader.journal import Journal
from grader.misconceptions import Misconception
from grader.recognition import Shown, recognise
from grader.records import Verdict


def shown(value, verdict=Verdict.FAILED, **more):
    """Return what gave *value* in a check of one call."""
    journal = Journal()
    journal.add("f", (), value)
    return Shown(verdict, journal, **more)


def misconception(name, *fails, also=()):
    """Return one that must fail these checks."""
    return Misconception(name, f"Your code is {name}.", "calc.py", fails, dict.fromkeys(also, "chance"), b"")


def named(failed, passed, behaviours):
    """Return the names for *failed*; *behaviours*: misconception to what it always gives."""
    found = recognise(failed, passed, behaviours, lambda each, _, __: shown(behaviours[each]))
    return {check: each.name for check, each in found.items()}


def test_who_agrees_everywhere_is_named():
    """In all checks that it must fail, and for no other check."""
    failed = {"calc/a": shown(1.0), "calc/b": shown(1.0), "calc/c": shown(9.0)}

    assert named(failed, [], {misconception("wrong", "calc/[ab]"): 1.0}) == {
        "calc/a": "wrong",
        "calc/b": "wrong",
    }


@pytest.mark.parametrize(
    "failed, passed",
    [
        ({"calc/a": shown(1.0), "calc/b": shown(2.0)}, []),
        ({"calc/a": shown(1.0)}, ["calc/b"]),
        ({"calc/a": shown(1.0, Verdict.ERROR), "calc/b": shown(1.0)}, []),
        ({"calc/a": Shown(Verdict.FAILED, Journal()), "calc/b": shown(1.0)}, []),
        ({}, []),
    ],
    ids=["disagrees once", "passed one", "another verdict", "no journal", "nothing failed"],
)
def test_who_disagrees_once_is_not_named(failed, passed):
    """Rather no name than a wrong one."""
    assert named(failed, passed, {misconception("wrong", "calc/*"): 1.0}) == {}


def test_who_explains_more_is_named():
    """Of two that agree, the one that explains more checks."""
    failed = {"calc/a": shown(1.0), "calc/b": shown(1.0)}
    both = {misconception("small", "calc/a"): 1.0, misconception("large", "calc/*"): 1.0}

    assert set(named(failed, [], both).values()) == {"large"}


def test_a_check_of_several_tasks_speaks_against_nobody():
    """Another mistake may have failed it; it is explained only if it agrees."""
    each = misconception("wrong", "calc/a", "mnist/*")
    failed = {"calc/a": shown(1.0), "mnist/losses": shown(7.0, relies_on_others=True)}

    assert named(failed, [], {each: 1.0}) == {"calc/a": "wrong"}


def test_a_check_that_it_may_fail_is_explained_as_well():
    """If the submission behaved so there too."""
    failed = {"calc/a": shown(1.0), "calc/b": shown(1.0)}

    found = named(failed, [], {misconception("wrong", "calc/a", also=["calc/b"]): 1.0})

    assert found == {"calc/a": "wrong", "calc/b": "wrong"}


@pytest.mark.parametrize("verdict, patience_s", [(Verdict.FAILED, 2.5), (Verdict.TIMEOUT, math.inf)])
def test_a_misconception_is_given_little_more_time_than_the_submission_took(verdict, patience_s):
    """Who takes longer is another one; only what is endless too must be waited for."""
    asked = []

    def perform(each, check, cpu_s):
        asked.append(cpu_s)
        return shown(1.0, verdict)

    recognise({"calc/a": shown(1.0, verdict, seconds=1.0)}, [], [misconception("wrong", "calc/a")], perform)

    assert asked == [patience_s]
