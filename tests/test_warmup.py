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


def test_all_is_made_ready_once(tmp_path, called):
    """In the order in which each warms what the next one needs."""
    bench = Ground(write_assignment(tmp_path, reference=""))

    assert warmup.warmed(bench, [], Lane, None) == {"t/a": 1}
    assert called == ["practice", "foresight", "recital"]


def test_without_a_reference_nothing_is_recited(tmp_path, called):
    """There is nobody who could."""
    bench = Ground(write_assignment(tmp_path))

    assert warmup.warmed(bench, [], Lane, None) == {}
    assert called == ["practice", "foresight"]


def test_what_fails_holds_nothing_up(tmp_path, called, monkeypatch):
    """Nor does a check file that wants to end Python."""

    def fail(*_):
        raise SystemExit(3)

    def refuse(files):
        raise OSError(f"no lane for {len(files)} file")

    monkeypatch.setattr(foresight, "foresee", fail)
    bench = Ground(write_assignment(tmp_path, reference=""))

    assert warmup.warmed(bench, [], refuse, None) == {"t/a": 1}
    assert called == ["recital"]
