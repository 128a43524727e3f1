"""Choose those of the collected checks that an examiner is asked for, and tell of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from grader.bench import RECORD, Record
from grader.errand import Errand, Known


def asked(items: Sequence[Any], errand: Errand) -> list[Any]:
    """Return those of *items* whose checks *errand* asks for, in the order in which they run."""
    return picked(items, errand.checks) if errand.checks else chosen(items, errand.tasks)


def chosen(items: Sequence[Any], tasks: Sequence[str]) -> list[Any]:
    """
    Return those of *items* that belong to *tasks*, task by task, each behind the checks that it needs.

    Those come along whatever their task is: without them nobody could tell whether it has to run.
    """
    by_id = {item.stash[RECORD].planned.id: item for item in items}
    ordered: dict[Any, None] = {}

    def put(item: Any) -> None:
        for need in item.stash[RECORD].planned.needs:
            if need in by_id:  # else a fault of the assignment, which has been told
                put(by_id[need])
        ordered[item] = None

    for task in tasks:
        for item in items:
            if item.stash[RECORD].planned.task == task:
                put(item)
    return list(ordered)


def picked(items: Sequence[Any], ids: Collection[str]) -> list[Any]:
    """Return those of *items* whose checks have these *ids*, in their order."""
    return [item for item in items if item.stash[RECORD].planned.id in ids]


def recall(records: Mapping[str, Record], known: Mapping[str, Known]) -> None:
    """Enter what is *known* of checks in their *records*, as if they had been run."""
    for check, outcome in known.items():
        if check in records:
            records[check].verdict = outcome.verdict
            records[check].details = dict(outcome.details)


def spots(items: Sequence[Any]) -> dict[str, list[object]]:
    """Return the file and the line at which each check stands, by its id."""
    return {item.stash[RECORD].planned.id: [str(item.path), (item.location[1] or 0) + 1] for item in items}


def last_call(record: Record) -> str:
    """Return what a check has asked the submission for last, such as ``layers.ReLU.forward``."""
    own = [exchange.call for exchange in record.journal.exchanges if not exchange.inward]
    return own[-1] if own else ""
