"""
Let an examiner that has collected its checks wait for a submission, and choose what it then runs.

An edit is judged anew within a second only if the start of an examiner has been paid for before the save.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import Base64Bytes, BaseModel, ConfigDict

from grader.bench import RECORD, Record


class Errand(BaseModel):
    """
    What an examiner that has waited is to examine.

    Args:
        files: The submission, relative path to source.
        missing: The declared files that are not among them.
        tasks: Whose checks to run, in this order.
        secret: Seeds all inputs.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    files: dict[str, Base64Bytes]
    missing: tuple[str, ...]
    tasks: tuple[str, ...]
    secret: Base64Bytes


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


def spots(items: Sequence[Any]) -> dict[str, list[object]]:
    """Return the file and the line at which each check stands, by its id."""
    return {item.stash[RECORD].planned.id: [str(item.path), (item.location[1] or 0) + 1] for item in items}


def last_call(record: Record) -> str:
    """Return what a check has asked the submission for last, such as ``layers.ReLU.forward``."""
    own = [exchange.call for exchange in record.journal.exchanges if not exchange.inward]
    return own[-1] if own else ""
