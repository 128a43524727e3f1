"""
Run checks in this process against solutions that can be trusted: the reference and its wrong variants.

As fast as the checks themselves, without the wall that a submission needs. Seeds, calls and values are
those of a worker, so that what a check finds here it would find there.
"""

from __future__ import annotations

import math
import signal
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

from grader import seeds
from grader.bench import BENCH, RECORD, Record
from grader.config import Config
from grader.faults import TimeLimit
from grader.inprocess import local_student
from grader.journal import Journal
from grader.loader import compile_all, module_name
from grader.records import Event, Kind, PlannedCheck, Verdict
from grader.session import Student
from grader.shortcut import perform, plain, raised

CPU_S = {Kind.UNIT: 4.0, Kind.GRADIENT: 4.0, Kind.ACCURACY: 60.0}
"""Processor time for one check, after which it counts as endless."""

_ENDS = (KeyboardInterrupt,)


class Script:
    """
    A solution to run: its files, compiled once.

    Args:
        files: Path to source.
        base: A script whose compiled code is used for the files that are the same there.
    """

    def __init__(self, files: Mapping[str, bytes], base: Script | None = None) -> None:
        self.files = dict(files)
        known = base.files if base else {}
        changed = {path: text for path, text in self.files.items() if known.get(path) != text}
        names = {module_name(path) for path in self.files if path not in changed}
        compiled = base.compiled if base else {}
        self.compiled: dict[str, CodeType] = compile_all(changed)
        self.compiled |= {name: code for name, code in compiled.items() if name in names}


@dataclass(frozen=True)
class Performance:
    """What a check found in a script, and all that it asked and heard."""

    check_id: str
    verdict: Verdict
    message: str
    details: Mapping[str, Any]
    journal: Journal
    seconds: float


class Stage:
    """
    The checks that pytest has collected, ready to be run any number of times.

    Args:
        assignment: Its folder.
        config: Of the assignment.
        items: pytest's items, each planned as a check.
    """

    def __init__(self, assignment: Path, config: Config, items: Sequence[Any]) -> None:
        self._assignment, self._config = assignment, config
        self._items = {item.stash[RECORD].planned.id: item for item in items}
        self._plain = plain(items)

    @property
    def checks(self) -> list[PlannedCheck]:
        """The planned checks, in their order."""
        return [item.stash[RECORD].planned for item in self._items.values()]

    def run(self, check_id: str, script: Script, secret: bytes, cpu_s: float = math.inf) -> Performance:
        """Run one check against *script*, with the inputs that *secret* gives it, and at most *cpu_s*."""
        item = self._items[check_id]
        bench = _Bench(self._assignment, self._config, secret, script)
        started_s = time.perf_counter()
        with _in_place_of(item.config.stash, BENCH, bench), _clean_record(item) as record:
            with _limited(min(cpu_s, CPU_S[record.planned.kind])):
                if item in self._plain:
                    with _unwarned():
                        perform(item, record, bench, ends=_ENDS)
                else:
                    _play(item, record)
            assert record.verdict is not None
            seconds = time.perf_counter() - started_s
            return Performance(
                check_id, record.verdict, record.message, record.details, record.journal, seconds
            )


def _play(item: Any, record: Record) -> None:
    """Set up, call and tear down as pytest does, past its other plugins, which have seen this check."""
    state = item.session._setupstate
    item._initrequest()
    error = _raised(lambda: state.setup(item))
    if error is None:
        record.conclude(_raised(item.runtest))
    for late in (error, _raised(lambda: state.teardown_exact(None))):
        if late is not None:
            record.conclude(late)
    item._request = False
    item.funcargs = None


def _raised(stage: Callable[[], object]) -> BaseException | None:
    """Return what *stage* raised, or None."""
    with _unwarned():
        return raised(stage, _ENDS)


@contextmanager
def _unwarned() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


class _Bench:
    """Where a check runs: here, whatever became of the checks that it needs."""

    skips = False

    def __init__(self, assignment: Path, config: Config, secret: bytes, script: Script) -> None:
        self.assignment, self.config, self.secret = assignment, config, secret
        self._script = script

    @contextmanager
    def student(self, planned: PlannedCheck, record: Record) -> Iterator[Student]:  # noqa: ARG002  a bench's
        """Open the script in this process, with the seed that a worker would have."""
        seed = seeds.check_seed(self.secret, self.config.name, f"worker of {planned.id}") % 2**32
        with local_student(
            self._script.files,
            self.config.modules,
            (),
            seed=seed,
            compiled=self._script.compiled,
            layout=self.config.layout,
        ) as opened:
            yield opened

    def tell(self, event: Event) -> None:
        """Ignore *event*."""


@contextmanager
def _in_place_of(stash: Any, key: Any, value: object) -> Iterator[None]:
    before = stash[key]
    stash[key] = value
    try:
        yield
    finally:
        stash[key] = before


@contextmanager
def _clean_record(item: Any) -> Iterator[Record]:
    record = Record(item.stash[RECORD].planned)
    with _in_place_of(item.stash, RECORD, record):
        yield record


@contextmanager
def _limited(cpu_s: float) -> Iterator[None]:
    """End what runs in the block by `TimeLimit` after *cpu_s*; again and again, if it is caught."""

    def end(*_: object) -> None:
        raise TimeLimit(f"took longer than {cpu_s:g} s", {"limit": f"{cpu_s:g} s"})

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, cpu_s, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
