"""Specify what student code meets of an object of the judge."""

from __future__ import annotations

import copy

import pytest

from grader import wire
from grader.standin import StandIn


@pytest.fixture
def asked():
    """What was asked for, in order."""
    return []


@pytest.fixture
def stand_in(asked):
    """For an object with a method, an attribute, and one that may be set."""

    def ask(request):
        asked.append(request)
        return "answer"

    return StandIn(wire.Export(3, ("step",), ("rate",), ("decay",)), ask)


def test_exported_names_are_asked_for(stand_in, asked):
    """Methods with their arguments, attributes by name."""
    assert [stand_in.step(1, by=2), stand_in.rate, stand_in.decay] == ["answer"] * 3

    assert asked == [["call", 3, "step", [1], {"by": 2}], ["get", 3, "rate"], ["get", 3, "decay"]]


def test_what_may_be_set_is_set_there(stand_in, asked):
    """And what may not stays here."""
    stand_in.decay = 0.5
    stand_in.note = "mine"

    assert asked == [["set", 3, "decay", 0.5]]
    assert stand_in.note == "mine"


def test_other_names_are_not_there(stand_in, asked):
    """Nobody is asked."""
    with pytest.raises(AttributeError, match="no attribute 'labels'"):
        _ = stand_in.labels

    assert asked == []


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_a_copy_is_made_by_the_judge(stand_in, asked, copied):
    """Deep or shallow."""
    assert copied(stand_in) == "answer"

    assert asked == [["copy", 3]]
