"""Specify what an examiner says of its progress, and when."""

import io
import json
import time

import pytest

from grader.records import CheckStarted
from grader.telling import Telling


def said(stream):
    """Return the messages on *stream*."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize("followed, told", [(True, ["a", "b", "c"]), (False, ["c"])])
def test_whom_nobody_follows_gives_a_sign_of_life_now_and_then(monkeypatch, followed, told):
    """A judge who heard nothing for long would take it for dead; each event of a batch is for nobody."""
    now = [0.5]
    telling = Telling(io.StringIO(), gathers=True)
    telling.followed = followed
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    for check, at_s in (("a", 0.5), ("b", 0.9), ("c", 1.1)):
        now[0] = at_s
        telling.event(CheckStarted(check))

    assert [message["id"] for message in said(telling.stream)] == told


def test_events_that_come_fast_wait_for_one_another_and_stand_before_what_is_said_next(monkeypatch):
    """In their order, each with the token; whoever gathers nothing says each at once."""
    monkeypatch.setattr(time, "monotonic", lambda: 100.0)
    gathering, other = Telling(io.StringIO(), gathers=True), Telling(io.StringIO(), gathers=False)
    gathering.token = "t"
    gathering.write()

    for telling in (gathering, other):
        telling.event(CheckStarted("a"))
        telling.event(CheckStarted("b"))

    assert said(gathering.stream) == []
    assert [message["id"] for message in said(other.stream)] == ["a", "b"]
    gathering.write({"plan": []})
    assert [message.get("id", "plan") for message in said(gathering.stream)] == ["a", "b", "plan"]
    assert {message["token"] for message in said(gathering.stream)} == {"t"}


def test_what_is_not_wanted_is_not_said():
    """One who examines a part beside another tells of that part alone."""
    telling = Telling(io.StringIO(), gathers=False)
    telling.wants = lambda message: "plan" not in message

    telling.write({"plan": []}, {"tests": []})

    assert said(telling.stream) == [{"tests": []}]
