"""
The pytest plugin: collects checks, gives them their fixtures, turns what they raise into verdicts.

Registered for every pytest run, so it does nothing until it meets a check. Where the checks run
through workers, another plugin provides the bench; otherwise the student's code runs in process.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pytest

from grader import config as configuration
from grader import equipment, seeds
from grader.bench import BENCH, RECORD, RECORDS, Bench, NotRun, Record, Result, unmet
from grader.config import Config
from grader.errors import CheckFailed, ConfigError, InternalFault, UsageError
from grader.faults import NotDone, StudentFault
from grader.planning import FOLDERS, in_order, leave_out, plan_all
from grader.records import Event, PlannedCheck, Verdict
from grader.reference import load_reference
from grader.session import Student


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the student's folder."""
    group = parser.getgroup("grader")
    group.addoption("--submission", metavar="DIR", help="the folder with layers.py and its siblings")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Plan every check among *items* that the course uses; a fault of a check's author ends the run."""
    try:
        items[:], unused = leave_out(items, lambda path: _bench(config, path))
        if unused and items and _is_whole(config, _bench(config, items[0].path)):
            raise ConfigError(f"{configuration.CONFIG_FILE}: checks.skip: no check fits {', '.join(unused)}")
        plans = plan_all(items, lambda path: _bench(config, path))
        items[:] = in_order(items, plans)
        asking = next((item for item in plans if "reference" in getattr(item, "fixturenames", ())), None)
        if asking is not None and (bench := _bench(config, asking.path)).config.names:
            load_reference(bench.assignment, bench.config.layout)  # a wrong name is told before anything runs
    except UsageError as error:
        raise pytest.UsageError(str(error)) from error
    records = config.stash[RECORDS] = {planned.id: Record(planned) for planned in plans.values()}
    for item, planned in plans.items():
        item.stash[RECORD] = records[planned.id]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out a check when one that it needs has failed: both losses are one, told where it arose."""
    if RECORD in item.stash and _bench(item.config, item.path).skips:
        records = item.config.stash[RECORDS]
        needed = unmet(item.stash[RECORD], records)
        if needed is not None:
            raise NotRun(needed)


@pytest.fixture
def student(request: pytest.FixtureRequest) -> Iterator[Student]:
    """Give the submission's modules as attributes, freshly imported for this check alone."""
    with equipment.student(_bench(request.config, request.path), _record(request.node)) as opened:
        yield opened


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> Any:
    """Give the reference modules as attributes; hidden checks only."""
    return equipment.reference(_bench(request.config, request.path), _record(request.node))


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """Give a generator of this check's own, seeded by the secret where it is graded."""
    return equipment.rng(_bench(request.config, request.path), _record(request.node))


@pytest.fixture
def result(request: pytest.FixtureRequest) -> Result:
    """Give the place for partial credit and facts for the report."""
    return _record(request.node).result


@pytest.fixture
def course(request: pytest.FixtureRequest) -> Config:
    """Give the assignment's configuration, for checks whose numbers an instructor may change."""
    return _bench(request.config, request.path).config


@pytest.fixture
def progress(request: pytest.FixtureRequest) -> Callable[[Event], None]:
    """Give the function that takes the training's progress."""
    return _bench(request.config, request.path).tell


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Conclude the record of a check from what its stage raised, and show what of that is the student's."""
    record = item.stash.get(RECORD, None)
    error = call.excinfo.value if call.excinfo else None
    if record is not None and (call.when == "call" or error is not None):
        record.conclude(error)
    local = isinstance(item.config.stash.get(BENCH, None), LocalBench)
    if isinstance(error, CheckFailed | StudentFault) and local and not item.config.getoption("fulltrace"):
        call.excinfo = pytest.ExceptionInfo.from_exception(_without_the_grader(error))
    return (yield)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Tell which checks were not run and why, which pytest itself shows only on demand."""
    records = config.stash.get(RECORDS, {}).values()
    held_back = [record for record in records if record.verdict is Verdict.SKIPPED and record.message]
    for message in dict.fromkeys(record.message for record in held_back):
        names = ", ".join(record.planned.id for record in held_back if record.message == message)
        terminalreporter.write_line(f"{message}: {names}")


def _without_the_grader(error: BaseException) -> BaseException:
    """Cut the lines of the grader itself out of the tracebacks of *error* and of what caused it."""
    kept = None
    for frame, line in reversed([*traceback.walk_tb(error.__traceback__)]):
        if Path(frame.f_code.co_filename).parent != Path(__file__).parent:
            kept = TracebackType(kept, frame, frame.f_lasti, line)
    if isinstance(error, NotDone):
        error.__cause__ = None  # a line of the skeleton, and its whole docstring
    elif error.__cause__ is not None:
        _without_the_grader(error.__cause__)
    return error.with_traceback(kept or error.__traceback__)


def _is_whole(config: pytest.Config, bench: Bench) -> bool:
    """Tell whether pytest was given all of the assignment's folders of checks, not some of the files."""
    folders = (bench.assignment / folder for folder in FOLDERS.values())
    return all(str(folder) in config.args for folder in folders if folder.is_dir())


def _record(item: pytest.Item) -> Record:
    if RECORD not in item.stash:
        raise InternalFault(f"{item.nodeid} uses a fixture of the grader without the decorator check")
    return item.stash[RECORD]


def _bench(config: pytest.Config, path: Path) -> Bench:
    if BENCH not in config.stash:
        config.stash[BENCH] = LocalBench(path, config.getoption("--submission"))
    return config.stash[BENCH]


class LocalBench:
    """Runs a student's folder in process: for `pytest exercises` on the student's own machine."""

    skips = True

    def __init__(self, check_file: Path, submission: str | None) -> None:
        from grader.intake import read_submission

        self.assignment = configuration.find_assignment(check_file.parent)
        self.config = configuration.load(self.assignment)
        self.secret = seeds.PUBLIC_SECRET
        self._folder = Path(submission or self.assignment / "exercises")
        self._submission = read_submission(self._folder, self.config)

    @contextmanager
    def student(self, planned: PlannedCheck, record: Record) -> Iterator[Student]:  # noqa: ARG002  a bench's
        """Open the submission in this process; pytest itself captures what it prints."""
        from grader.inprocess import local_student

        folder = self._folder if self._folder.is_dir() else self._folder.parent
        submission = self._submission
        seed = seeds.check_seed(self.secret, self.config.name, f"worker of {planned.id}") % 2**32
        with local_student(
            submission.files,
            self.config.modules,
            submission.missing,
            seed=seed,
            folder=f"{folder}/",
            layout=self.config.layout,
        ) as opened:
            yield opened

    def tell(self, event: Event) -> None:
        """Ignore *event*: pytest shows its own progress."""
