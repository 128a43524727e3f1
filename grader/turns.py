"""
Let one check after the other take its turn, and enter what came of each into the report of pytest.

A pytest plugin. What is no plain check takes its turn through all of pytest's own hooks.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import zip_longest
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from grader.bench import BENCH, RECORD, RECORDS, Bench, Record
from grader.choosing import last_call
from grader.errors import InternalFault
from grader.killings import Killer, Killings
from grader.records import CheckFinished, CheckStarted
from grader.review import keep_or_drop
from grader.shortcut import perform, plain, strangers, whole
from grader.transcript import Transcript

_ENDING = (
    *("collection_finish", "runtestloop", "sessionfinish", "terminal_summary", "unconfigure"),
    "json_modifyreport",
)


class Turns:
    """
    The turns of the checks of one examination.

    Args:
        bench: Where they run.
        write: Takes messages to whoever follows.
        tells: Whether each outcome is told as soon as there is one.
        waits: Likewise, with what the check asked for last.
        leave: Ends this process with the report's entries, telling whether a stage has failed, where that
            need not be pytest's own way.

    Attributes:
        transcripts: How the reference has answered plain checks with these inputs, by their ids.
    """

    def __init__(
        self,
        bench: Bench,
        write: Callable[[dict[str, Any]], None],
        *,
        tells: bool,
        waits: bool,
        leave: Callable[[list[dict[str, Any]], bool], object] | None = None,
    ) -> None:
        self._bench, self._write, self._tells, self._waits, self._leave = bench, write, tells, waits, leave
        self._killings = Killings()
        self._plain: set[Any] = set()
        self._tests: list[dict[str, Any]] = []
        self.transcripts: dict[str, Transcript] = {}

    def prepare(self, items: Sequence[Any]) -> None:
        """Find out which of the collected *items* are plain checks."""
        self._plain = plain(items)

    def plain_among(self, items: Sequence[Any]) -> list[Any]:
        """Return those of *items* that are plain checks."""
        return [item for item in items if item in self._plain]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: Any) -> None:
        """Take one check after the other and leave, where nothing needs what pytest would do at the end."""
        items = session.items
        if self._leave is None or session.testsfailed or not self._plain.issuperset(items):
            return
        if strangers(session.config.pluginmanager, _ENDING):
            return
        for item, nextitem in zip_longest(items, items[1:]):
            self.take(item, nextitem)
        self._leave(self._tests, bool(session.testsfailed))

    def pytest_runtest_protocol(self, item: Any, nextitem: Any) -> bool:
        """Run a check, and once more where its worker was killed from outside or may have been."""
        turn = self.take if item in self._plain else self._take_by_hooks
        turn(item, nextitem)
        return True

    def take(self, item: Any, nextitem: Any) -> None:
        """Run a plain check, and enter it in the report."""
        words, outcome = self._performed(item, nextitem)
        if item.stash[RECORD].again:
            _renew(item)
            words, outcome = self._performed(item, nextitem)
        stages = {stage: {"outcome": word} for stage, word in words.items()}
        whole_test = {"nodeid": item.nodeid, "outcome": whole(words), "metadata": {"outcome": outcome}}
        self._tests.append(whole_test | stages)
        item.session.testsfailed += [*words.values()].count("failed")

    def _performed(self, item: Any, nextitem: Any) -> tuple[dict[str, str], dict[str, Any] | None]:
        record, state = item.stash[RECORD], item.session._setupstate
        record.transcript = self.transcripts.get(record.planned.id)
        left = bool(state.stack)  # by a check before that was not plain
        end = partial(state.teardown_exact, nextitem) if left else bool
        words = perform(item, record, self._bench, partial(self._begin, record), end)
        if record.ahead is not None and record.ahead.strayed:
            del self.transcripts[record.planned.id]
            _renew(item)
            return self._performed(item, nextitem)
        return words, self._concluded(record, item.config.stash[RECORDS].values())

    def _take_by_hooks(self, item: Any, nextitem: Any) -> None:
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
        if RECORD in item.stash and item.stash[RECORD].again:
            _renew(item)
            reports = runtestprotocol(item, log=False, nextitem=nextitem)
        for report in reports:
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)

    def pytest_runtest_setup(self, item: Any) -> None:
        """Tell that a check begins, unless it is only run again to look at it."""
        if item.config.stash[BENCH] is self._bench:
            self._begin(item.stash[RECORD])

    def pytest_json_runtest_metadata(self, item: Any, call: Any) -> dict[str, Any]:
        """Put the outcome of a check into the JSON report once its worker has ended."""
        if call.when != "teardown":
            return {}
        record = item.stash[RECORD]
        record.conclude(call.excinfo.value if call.excinfo else None)
        outcome = self._concluded(record, item.config.stash[RECORDS].values())
        return {} if outcome is None else {"outcome": outcome}

    def pytest_json_modifyreport(self, json_report: dict[str, Any]) -> None:
        """Put the plain checks into the JSON report beside the others."""
        json_report["tests"] = [*self._tests, *json_report.get("tests", [])]

    def _begin(self, record: Record) -> None:
        record.started_s = time.monotonic()
        self._bench.tell(CheckStarted(record.planned.id))

    def _concluded(self, record: Record, records: Any) -> dict[str, Any] | None:
        """Return the outcome in *record* as JSON, and tell it; None where the check must run once more."""
        killer = self._killings.killer(record.planned.id) if record.killed else None
        record.again = killer is Killer.UNKNOWN
        if record.again:
            return None
        if killer is Killer.STRANGER:
            record.conclude(InternalFault("somebody outside kills workers, and killed this one too"))
        assert record.verdict is not None
        self._bench.tell(CheckFinished(record.planned.id, record.verdict))
        outcome = _plain_values(record.as_json())
        if self._waits:
            self._write({"outcome": outcome, "call": last_call(record)})
        elif self._tells:
            self._write({"outcome": outcome})
        keep_or_drop(records, record)
        return outcome


def _renew(item: Any) -> None:
    """Forget what came of a check, as it will run again."""
    again = item.stash[RECORD] = Record(item.stash[RECORD].planned)
    item.config.stash[RECORDS][again.planned.id] = again


def _plain_values(outcome: dict[str, Any]) -> dict[str, Any]:
    """Return an *outcome* with nothing in its details but what JSON has."""
    if outcome["details"]:
        outcome["details"] = json.loads(json.dumps(outcome["details"], default=_plain, skipkeys=True))
    return outcome


def _plain(value: Any) -> Any:
    """Return what stands in JSON for a *value* that has no place there: an array is a list."""
    return value.tolist() if hasattr(value, "tolist") else f"<{type(value).__name__}>"
