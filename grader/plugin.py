"""
The pytest plugin: collects checks, gives them their fixtures, turns what they raise into verdicts.

Registered for every pytest run, so it does nothing until it meets a check. Where the checks run
through workers, another plugin provides the bench; otherwise the student's code runs in process.
"""

from __future__ import annotations

import random
import traceback
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pytest

from grader import config as configuration
from grader import journal, seeds
from grader.api import DECLARATION, Declaration
from grader.bench import BENCH, RECORD, RECORDS, Bench, NotRun, Record, Result, unmet
from grader.config import Config
from grader.errors import CheckFailed, ConfigError, InternalFault, UsageError
from grader.faults import NotDone, StudentFault
from grader.intake import read_submission
from grader.records import Event, PlannedCheck, Verdict
from grader.reference import load_reference
from grader.session import Student

FOLDERS = {"exercises": "exercises/checks", "reference": "reference/checks"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the student's folder."""
    group = parser.getgroup("grader")
    group.addoption("--submission", metavar="DIR", help="the folder with layers.py and its siblings")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Plan every check among *items*; a fault of a check's author ends the run."""
    try:
        plans = _plans(config, items)
        items[:] = _in_order(items, plans)
    except UsageError as error:
        raise pytest.UsageError(str(error)) from error
    records = config.stash[RECORDS] = {planned.id: Record(planned) for planned in plans.values()}
    for item, planned in plans.items():
        item.stash[RECORD] = records[planned.id]


def _plans(config: pytest.Config, items: Sequence[pytest.Item]) -> dict[pytest.Item, PlannedCheck]:
    """Return what the checks among *items* are; it is a UsageError where two have one name."""
    plans: dict[pytest.Item, PlannedCheck] = {}
    homes: dict[str, Path] = {}
    for item in items:
        declaration = getattr(getattr(item, "function", None), DECLARATION, None)
        if declaration is None:
            continue
        planned = plans[item] = plan(item, declaration, _bench(config, item.path))
        if planned.id in homes:
            raise ConfigError(f"{item.path}: {planned.id} is also in {homes[planned.id]}; names must differ")
        homes[planned.id] = item.path
    return plans


def _in_order(items: list[pytest.Item], plans: Mapping[pytest.Item, PlannedCheck]) -> list[pytest.Item]:
    """
    Return *items* as they come, but each behind those that it needs.

    Raises:
        ConfigError: Checks need each other.
    """
    by_id = {planned.id: item for item, planned in plans.items()}
    ordered: dict[pytest.Item, None] = {}

    def put(item: pytest.Item, waiting: tuple[pytest.Item, ...]) -> None:
        if item in waiting:
            raise ConfigError(_circle(waiting[waiting.index(item) :], plans))
        for need in plans[item].needs if item in plans and item not in ordered else ():
            if need in by_id:
                put(by_id[need], (*waiting, item))
        ordered[item] = None

    for item in items:
        put(item, ())
    return list(ordered)


def _circle(items: Sequence[pytest.Item], plans: Mapping[pytest.Item, PlannedCheck]) -> str:
    """Return what to say of *items*, each of which needs the next, and the last the first."""
    names = [plans[item].id for item in items]
    needed = [f"{name} in {item.path}" for name, item in zip(names[1:], items[1:], strict=True)]
    return f"{items[0].path}: {' needs '.join([names[0], *needed, names[0]])}; none of them could ever run"


def plan(item: pytest.Item, declaration: Declaration, bench: Bench) -> PlannedCheck:
    """
    Return the check that *item* is.

    Raises:
        ConfigError: Its task is not in `config.yaml`, its file is in neither folder of checks, its
            title names a parameter that it does not have, or it is visible and asks for the reference.
    """
    where = f"{item.path.name}: {item.name}"
    tasks = bench.config.tasks
    if declaration.task not in tasks:
        raise ConfigError(
            f"{item.path}: {item.name}: unknown task {declaration.task!r}, known: {', '.join(tasks)}"
        )
    folder = next((f for f, path in FOLDERS.items() if (bench.assignment / path) in item.path.parents), None)
    if folder is None:
        raise ConfigError(
            f"{item.path}: checks belong in {' or '.join(FOLDERS.values())} of {bench.assignment}"
        )
    if folder == "exercises" and "reference" in getattr(item, "fixturenames", ()):
        raise ConfigError(
            f"{where}: a visible check cannot ask for the reference, which students do not have"
        )
    callspec = getattr(item, "callspec", None)
    known = dict.fromkeys([*tasks, *bench.config.modules])  # a course may leave out the task of a module
    for name in declaration.uses:
        if name not in known:
            raise ConfigError(f"{where}: uses the unknown task {name!r}, known: {', '.join(known)}")
    params = callspec.params if callspec else {}
    title = _filled("title", declaration.title, params, where)
    needs = tuple(_filled("need", need, params, where) for need in _needs_of(declaration, callspec, where))
    identity = f"{declaration.task}/{getattr(item, 'originalname', item.name).removeprefix('test_')}"
    identity += f"[{callspec.id}]" if callspec else ""
    return PlannedCheck(
        id=identity,
        task=declaration.task,
        title=title,
        kind=declaration.kind,
        visibility=bench.config.visibility_of(
            identity, "exercises" if folder == "exercises" else "reference"
        ),
        points=declaration.points,
        hint=declaration.hint,
        needs=needs,
        uses=declaration.uses,
        repeats=declaration.repeats,
    )


def _needs_of(declaration: Declaration, callspec: Any, where: str) -> Sequence[str]:
    """Return what a case needs, or a check without cases."""
    if not isinstance(declaration.needs, Mapping):
        return declaration.needs
    case = callspec.id if callspec else ""
    if case not in declaration.needs:
        raise ConfigError(f"{where}: needs says nothing of the case {case!r}: {', '.join(declaration.needs)}")
    return declaration.needs[case]


def _filled(what: str, text: str, params: Mapping[str, Any], where: str) -> str:
    """Return *text* with the parameters of a check in the places that name them."""
    try:
        return text.format(**params)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise ConfigError(f"{where}: the {what} {text!r} names an unknown parameter {error}") from error


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
    record = _record(request.node)
    bench = _bench(request.config, request.path)
    with bench.student(record.planned, record) as opened, journal.kept(opened._session.journal):
        record.student, record.journal = opened, opened._session.journal
        try:
            yield opened
        finally:
            # What the session keeps, copies of exported objects above all, must not add up over a run.
            record.answers, record.student = opened._session.answers, None


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> Any:
    """Give the reference modules as attributes; hidden checks only."""
    bench = _bench(request.config, request.path)
    modules = load_reference(bench.assignment)
    _seed_globals(bench, f"reference of {_record(request.node).planned.id}")
    return modules


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """Give a generator of this check's own, seeded by the secret where it is graded."""
    bench = _bench(request.config, request.path)
    return np.random.default_rng(
        seeds.check_seed(bench.secret, bench.config.name, _record(request.node).planned.id)
    )


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


def _seed_globals(bench: Bench, purpose: str) -> None:
    """Seed the states from which layers draw their first weights, so that a run repeats in this process."""
    seed = seeds.check_seed(bench.secret, bench.config.name, purpose) % 2**32
    np.random.seed(seed)  # noqa: NPY002  students draw from the global generator
    random.seed(seed)


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
            submission.files, self.config.modules, submission.missing, seed=seed, folder=f"{folder}/"
        ) as opened:
            yield opened

    def tell(self, event: Event) -> None:
        """Ignore *event*: pytest shows its own progress."""
