"""
Run the longest checks of a single grading in a fork of the examiner, beside all others.

A pytest plugin. Only a pass is taken from the fork: whatever else came of a check there, it takes its turn
behind the others as if there had been no fork, so that a report is the same with and without one.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from grader import launch
from grader.bench import RECORD
from grader.records import CheckFinished, Kind, Verdict

_QUOTA = Path("/sys/fs/cgroup/cpu.max")
_LOAD = Path("/proc/loadavg")
_TOLD = frozenset({"CheckStarted", "TrainingProgress"})


def idle_processors() -> float:
    """
    Return how many processors this process may use that have little to do.

    So says the last minute, or this moment: whoever checks again and again has a minute full of that.
    """
    if not hasattr(os, "sched_getaffinity") or not hasattr(os, "fork"):
        return 1
    usable, all_of_them = min(float(len(os.sched_getaffinity(0))), _quota()), os.cpu_count() or 1
    return usable if os.getloadavg()[0] < all_of_them or _running() < all_of_them else 1


def _running() -> float:
    """Return how many threads of the whole machine are running or would like to, this one among them."""
    try:
        return int(_LOAD.read_text(encoding="ascii").split()[3].partition("/")[0])
    except (OSError, ValueError, IndexError):
        return float("inf")


def _quota() -> float:
    """Return how many processors the container may use."""
    try:
        most, period = _QUOTA.read_text(encoding="ascii").split()
        return int(most) / int(period)
    except (OSError, ValueError):
        return float("inf")


def separable(items: Sequence[Any]) -> list[Any]:
    """Return those of *items* that take long, need no other check and are needed by none."""
    planned = [item.stash[RECORD].planned for item in items]
    needed = {need for check in planned for need in check.needs}
    return [
        item
        for item, check in zip(items, planned, strict=True)
        if check.kind is Kind.ACCURACY and not check.needs and check.id not in needed
    ]


class Aside:
    """
    A fork that runs some of the collected checks.

    Args:
        items: Those checks.
        write: Takes messages to whoever follows.
        tells: Whether each outcome is told as soon as there is one.

    Attributes:
        is_here: Whether this process is the fork.
        tests: What is taken from the fork, as entries of pytest's report.
    """

    def __init__(self, items: Sequence[Any], write: Callable[[dict[str, Any]], None], *, tells: bool) -> None:
        self._items, self._write, self._tells = list(items), write, tells
        self.tests: list[dict[str, Any]] = []
        self._found: dict[str, dict[str, Any]] | None = None
        self._reading, writing = os.pipe()
        parent = os.getpid()
        self._child = os.fork()
        self.is_here = self._child == 0
        if not self.is_here:
            os.close(writing)
            return
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        launch.end_with_parent()
        os.close(self._reading)
        self._writing = writing
        if os.getppid() != parent:
            os._exit(1)

    def wants(self, message: dict[str, Any]) -> bool:
        """Tell whether the fork may tell this; what came of its checks is told by the examiner itself."""
        return message.get("event") in _TOLD

    def pytest_runtest_protocol(self, item: Any) -> bool | None:
        """Take what the fork has found, if that is a pass; run anything else."""
        if self.is_here or item not in self._items:
            return None
        test = self._all().get(item.stash[RECORD].planned.id)
        if test is None:
            return None
        record, outcome = item.stash[RECORD], test["metadata"]["outcome"]
        record.verdict, record.details = Verdict.PASSED, outcome["details"]
        event = CheckFinished(record.planned.id, Verdict.PASSED)
        self._write({"event": type(event).__name__, **asdict(event)})
        if self._tells:
            self._write({"outcome": outcome, "call": ""})
        self.tests.append(test)
        return True

    def leave(self, tests: Sequence[dict[str, Any]]) -> NoReturn:
        """End the fork with what has come of its *tests*."""
        data = json.dumps(tests).encode()
        while data:
            data = data[os.write(self._writing, data) :]
        os._exit(0)

    def _all(self) -> dict[str, dict[str, Any]]:
        """Wait for the fork's end and return the passes, by check; nothing of one that did not end well."""
        if self._found is None:
            with os.fdopen(self._reading, "rb") as stream:
                data = stream.read()
            well = os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1]) == 0
            self._found = _passes(json.loads(data)) if well else {}
        return self._found


def _passes(tests: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the entries of pytest's report that are passes in every stage, by check."""
    found: dict[str, dict[str, Any]] = {}
    for test in tests:
        stages = [test.get(stage, {}).get("outcome") for stage in ("setup", "call", "teardown")]
        outcome = test["metadata"]["outcome"]
        if (
            outcome is not None
            and outcome["verdict"] == Verdict.PASSED
            and [test["outcome"], *stages] == ["passed"] * 4
        ):
            found[outcome["id"]] = test
    return found
