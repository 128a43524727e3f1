"""Specify which checks run beside the others, and that only a pass is taken from there."""

import os
from types import SimpleNamespace

import pytest

from grader import aside
from grader.aside import Aside, idle_processors, separable
from grader.bench import RECORD, Record
from grader.records import Kind, PlannedCheck, Verdict, Visibility


def item(name: str, kind: Kind = Kind.ACCURACY, needs: tuple[str, ...] = ()) -> SimpleNamespace:
    """Return what pytest would have collected for a check."""
    planned = PlannedCheck(
        name, name.partition("/")[0], "T", kind, Visibility.VISIBLE, 1.0, "H.", needs=needs
    )
    return SimpleNamespace(stash={RECORD: Record(planned)})


def passed(name: str, **changes: object) -> dict[str, object]:
    """Return the entry of a check that has passed."""
    outcome = {"id": name, "verdict": "passed", "details": {"mean": 0.9557}}
    stages = {stage: {"outcome": "passed"} for stage in ("setup", "call", "teardown")}
    return {"outcome": "passed", "metadata": {"outcome": outcome}, **stages, **changes}


def come_of(check: SimpleNamespace, tests: list, told: list, code: int | None = None) -> tuple[object, Aside]:
    """Have a fork leave *tests*, or end with *code*; return whether the check's turn was taken by it."""
    beside = Aside([check], told.append, tells=True)
    if beside.is_here:
        if code is not None:
            os._exit(code)
        beside.leave(tests)
    return beside.pytest_runtest_protocol(check), beside


def test_long_checks_that_stand_alone_are_separable():
    """One that needs another must know what came of that, and so must one that needs it."""
    alone, needing, needed = item("a/alone"), item("a/needing", needs=("a/unit",)), item("a/needed")
    unit, last = item("a/unit", Kind.UNIT), item("a/last", Kind.UNIT, needs=("a/needed",))

    assert separable([alone, needing, needed, unit, last]) == [alone]


def test_a_pass_is_taken():
    """It is told and entered as if the check had run here."""
    check, told = item("a/b"), []

    taken, beside = come_of(check, [passed("a/b")], told)

    assert taken is True
    assert beside.tests == [passed("a/b")]
    assert told[0] == {"event": "CheckFinished", "id": "a/b", "verdict": "passed"}
    assert told[1]["outcome"]["details"] == {"mean": 0.9557}
    assert check.stash[RECORD].verdict is Verdict.PASSED


@pytest.mark.parametrize(
    "test",
    [
        passed("a/other"),
        passed("a/b", outcome="failed"),
        passed("a/b", teardown={"outcome": "failed"}),
        passed("a/b", metadata={"outcome": {"id": "a/b", "verdict": "failed", "details": {}}}),
        passed("a/b", metadata={"outcome": None}),
    ],
)
def test_anything_else_runs_again(test):
    """So that a check that fails is looked at with all that it asked and heard."""
    check, told = item("a/b"), []

    taken, beside = come_of(check, [test], told)

    assert taken is None
    assert (beside.tests, told) == ([], [])
    assert check.stash[RECORD].verdict is None


def test_a_fork_that_did_not_end_well_is_not_believed():
    """Nor missed: the check runs as if there had been none."""
    assert come_of(item("a/b"), [], [], code=1)[0] is None


def test_other_checks_run_as_ever():
    """And do not wait for the fork."""
    beside = Aside([item("a/b")], print, tells=False)
    if beside.is_here:
        beside.leave([])

    assert beside.pytest_runtest_protocol(item("a/c")) is None
    assert beside.pytest_runtest_protocol(beside._items[0]) is None


def test_the_fork_tells_only_what_is_no_verdict():
    """Its verdicts are told by the examiner, once they count."""
    beside = Aside([], print, tells=False)
    if beside.is_here:
        beside.leave([])
    beside._all()

    assert beside.wants({"event": "TrainingProgress"})
    assert not beside.wants({"event": "CheckFinished"})
    assert not beside.wants({"outcome": {}})


@pytest.mark.parametrize(
    "quota, load, running, idle",
    [("max 100000", 0.1, 3, 2), ("50000 100000", 0.1, 1, 0.5), ("max 1", 9, 2, 1), ("max 1", 9, 1, 2)],
)
def test_a_processor_must_be_idle(tmp_path, monkeypatch, quota, load, running, idle):
    """A busy machine, or a container that may use less than one, runs one check after the other."""
    (tmp_path / "cpu.max").write_text(f"{quota}\n", encoding="ascii")
    (tmp_path / "loadavg").write_text(f"{load} {load} {load} {running}/200 4711\n", encoding="ascii")
    monkeypatch.setattr(aside, "_QUOTA", tmp_path / "cpu.max")
    monkeypatch.setattr(aside, "_LOAD", tmp_path / "loadavg")
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1}, raising=False)
    monkeypatch.setattr(os, "getloadavg", lambda: (load, load, load))
    monkeypatch.setattr(os, "cpu_count", lambda: 2)

    assert idle_processors() == idle


@pytest.mark.parametrize("text", ["", "0.1 0.1 0.1", "0.1 0.1 0.1 some/200 4711"])
def test_without_a_count_of_who_is_running_the_last_minute_decides(tmp_path, monkeypatch, text):
    """Systems other than Linux have no such file, and nothing may depend on how it is written."""
    (tmp_path / "loadavg").write_text(text, encoding="ascii")
    monkeypatch.setattr(aside, "_QUOTA", tmp_path / "none")
    monkeypatch.setattr(aside, "_LOAD", tmp_path / "loadavg")
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1}, raising=False)
    monkeypatch.setattr(os, "getloadavg", lambda: (9.0, 9.0, 9.0))

    assert idle_processors() == 1
