"""Specify what an examiner that has waited runs, and what it tells of its checks."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.bench import RECORD, Record, unmet
from grader.choosing import asked, chosen, last_call, picked, recall, spots
from grader.errand import Errand, Known
from grader.records import Kind, PlannedCheck, Verdict, Visibility


class Item(SimpleNamespace):
    """A collected check; pytest's are hashable as well."""

    __hash__ = object.__hash__


def collected(*names):
    """Return collected checks: a name, and what it needs behind blanks."""
    return [item(*name.split()) for name in names]


def item(name, *needs):
    """Return what pytest has collected for a check."""
    task = name.partition("/")[0]
    planned = PlannedCheck(name, task, "T", Kind.UNIT, Visibility.VISIBLE, 1.0, "H", needs=needs)
    return Item(stash={RECORD: Record(planned)}, path=Path(f"/c/{name}.py"), location=("c", 41, "n"))


@pytest.mark.parametrize(
    "tasks, expected",
    [
        (["b"], ["b/1"]),
        (["b", "a"], ["b/1", "a/1", "a/2"]),
        (["c"], ["a/1", "a/2", "c/1"]),
        ([], []),
    ],
)
def test_the_checks_of_the_tasks_run_in_that_order(tasks, expected):
    """Each behind all that it needs, which comes along from other tasks."""
    items = collected("a/1", "a/2 a/1", "b/1", "c/1 a/2")

    found = chosen(items, tasks)

    assert [one.stash[RECORD].planned.id for one in found] == expected


def test_a_check_stands_at_its_line():
    """Counted from 1, as editors do."""
    assert spots(collected("a/1")) == {"a/1": ["/c/a/1.py", 42]}


def test_the_last_call_is_the_checks_own():
    """Not what student code asked of an object of the check."""
    record = collected("a/1")[0].stash[RECORD]
    assert last_call(record) == ""

    record.journal.add("layers.ReLU", (), 1.0)
    record.journal.add("layers.ReLU.forward", (), 1.0)
    record.journal.add("Halving.calculate_update", (), 1.0, inward=True)

    assert last_call(record) == "layers.ReLU.forward"


def test_checks_are_picked_by_their_ids():
    """In their own order, without what they need."""
    items = collected("a/1", "a/2 a/1", "b/1")

    found = picked(items, ["b/1", "a/2", "none/such"])

    assert [one.stash[RECORD].planned.id for one in found] == ["a/2", "b/1"]


@pytest.mark.parametrize(
    "wanted, ids", [({"checks": ("b/1",)}, ["b/1"]), ({"tasks": ("a",)}, ["a/1", "a/2"])]
)
def test_an_errand_asks_for_checks_or_for_tasks(wanted, ids):
    """Checks are in the place of whole tasks."""
    found = asked(collected("b/1", "a/2 a/1", "a/1"), Errand(files={}, missing=(), **wanted))

    assert [one.stash[RECORD].planned.id for one in found] == ids


def test_what_is_known_holds_back_what_needs_it():
    """As if the needed check had just been run."""
    first, second = collected("a/1", "a/2 a/1")
    records = {"a/1": first.stash[RECORD], "a/2": second.stash[RECORD]}
    assert unmet(records["a/2"], records) is None

    recall(
        records,
        {"a/1": Known(verdict=Verdict.FAILED, details={}), "b/9": Known(verdict="passed", details={})},
    )

    assert unmet(records["a/2"], records) is first.stash[RECORD].planned
