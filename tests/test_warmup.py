"""Specify what is made ready for a long line of submissions, whatever of it fails."""

import pytest

from grader import config as configuration
from grader import foresight, practice, recital, warmup
from tests.assignments import write_assignment


class Ground:
    """As much of a bench as is looked at."""

    def __init__(self, assignment):
        self.assignment, self.config, self.secret = assignment, configuration.load(assignment), b""


@pytest.fixture
def called(monkeypatch):
    """Have what is made ready only noted; the practice opens what it is given."""
    called = []
    monkeypatch.setattr(practice, "practise", lambda ground: called.append("practice"))
    monkeypatch.setattr(foresight, "foresee", lambda items, bench: called.append("foresight"))
    monkeypatch.setattr(recital, "recited", lambda *_: called.append("recital") or {"t/a": 1})
    monkeypatch.setattr(practice, "Ground", lambda *_: None)
    return called


class Lane:
    """A lane to nowhere."""

    def __init__(self, files):
        self.files = files

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


class Room:
    """A room that only notes what is done in it."""

    def __init__(self, called):
        self._called = called

    def rehearse(self):
        """Note it."""
        self._called.append("rehearsal")


def test_room_judge_and_what_checks_ask_for_are_warm(tmp_path, called):
    """In the order in which each warms what the next one needs."""
    warmup.practised(Ground(write_assignment(tmp_path)), [], Room(called), Lane)

    assert called == ["rehearsal", "practice", "foresight"]


def test_the_reference_recites_where_there_is_one(tmp_path, called):
    """Nobody else could."""
    with_it, without = tmp_path / "with", tmp_path / "without"

    assert warmup.recited(Ground(write_assignment(with_it, reference="")), [], None) == {"t/a": 1}
    assert warmup.recited(Ground(write_assignment(without)), [], None) == {}
    assert called == ["recital"]


def test_what_fails_holds_nothing_up(tmp_path, called, monkeypatch):
    """Nor does a check file that wants to end Python."""

    def fail(*_):
        raise SystemExit(3)

    def refuse(files):
        raise OSError(f"no lane for {len(files)} file")

    def stumble(*_):
        raise ValueError("a fork that tells nonsense")

    monkeypatch.setattr(foresight, "foresee", fail)
    monkeypatch.setattr(recital, "recited", stumble)
    bench = Ground(write_assignment(tmp_path, reference=""))

    warmup.practised(bench, [], None, refuse)

    assert (warmup.recited(bench, [], None), called) == ({}, [])
