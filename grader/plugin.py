"""
The pytest plugin: collects checks, gives them their fixtures, turns what they raise into verdicts.

Registered for every pytest run, so it does nothing until it meets a check. Where the checks run
through workers, another plugin provides the bench; otherwise the student's code runs in process.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pytest

from grader import config as configuration
from grader import seeds
from grader.api import DECLARATION, Declaration
from grader.config import Config
from grader.errors import CheckFailed, ConfigError, InternalFault, UsageError
from grader.intake import read_submission
from grader.records import Event, PlannedCheck, Verdict
from grader.reference import load_reference
from grader.session import Student
from grader.verdicts import judge_exception

FOLDERS = {"exercises": "exercises/checks", "reference": "reference/checks"}


class Bench(Protocol):
    """Where the checks of one assignment run."""

    assignment: Path
    config: Config
    secret: bytes

    def student(self, planned: PlannedCheck, record: Record) -> AbstractContextManager[Student]:
        """Open the submission for one check; enter what it printed into *record* at the end."""
        ...

    def tell(self, event: Event) -> None:
        """Take an event of the progress."""
        ...


@dataclass
class Result:
    """What a check may say beyond pass and fail: the earned fraction, and facts for the report."""

    fraction: float | None = None
    details: dict[str, Any] = field(default_factory=dict)


@dataclass
class Record:
    """
    One check as it runs.

    Attributes:
        killed: Whether its worker was killed and nothing tells by whom.
        again: Whether it must run once more to tell.
    """

    planned: PlannedCheck
    student: Student | None = None
    answers: int = 0
    result: Result = field(default_factory=Result)
    verdict: Verdict | None = None
    message: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    output: str = ""
    started_s: float = field(default_factory=time.monotonic)
    killed: bool = False
    again: bool = False

    def conclude(self, error: BaseException | None) -> None:
        """Take what the check raised, or None; a later error never mends an earlier one."""
        if type(error) is pytest.fail.Exception:
            error = CheckFailed(str(error.msg))
        if self.verdict is not None and error is None:
            return
        answers = self.student._session.answers if self.student else self.answers
        judgement = judge_exception(error, answers)
        self.verdict, self.message = judgement.verdict, judgement.message
        self.details = self.result.details | judgement.details

    @property
    def fraction(self) -> float:
        """Return the earned part of the points: all for a pass, else what an accuracy check granted."""
        if self.verdict is Verdict.PASSED:
            return 1.0
        granted = self.result.fraction or 0.0
        return granted if self.verdict is Verdict.FAILED and 0.0 <= granted < 1.0 else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the record as JSON values."""
        return {
            "id": self.planned.id,
            "verdict": self.verdict,
            "fraction": self.fraction,
            "message": self.message,
            "details": self.details,
            "output": self.output,
            "wall_s": time.monotonic() - self.started_s,
        }


BENCH = pytest.StashKey[Bench]()
RECORD = pytest.StashKey[Record]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the student's folder."""
    group = parser.getgroup("grader")
    group.addoption("--submission", metavar="DIR", help="the folder with layers.py and its siblings")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Plan every check among *items*; a fault of a check's author ends the run."""
    homes: dict[str, Path] = {}
    for item in items:
        declaration = getattr(getattr(item, "function", None), DECLARATION, None)
        if declaration is None:
            continue
        try:
            planned = plan(item, declaration, _bench(config, item.path))
            if planned.id in homes:
                raise ConfigError(
                    f"{item.path}: {planned.id} is also in {homes[planned.id]}; names must differ"
                )
        except UsageError as error:
            raise pytest.UsageError(str(error)) from error
        homes[planned.id] = item.path
        item.stash[RECORD] = Record(planned)


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
    try:
        title = declaration.title.format(**(callspec.params if callspec else {}))
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise ConfigError(
            f"{where}: the title {declaration.title!r} names an unknown parameter {error}"
        ) from error
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
    )


@pytest.fixture
def student(request: pytest.FixtureRequest) -> Iterator[Student]:
    """Give the submission's modules as attributes, freshly imported for this check alone."""
    record = _record(request.node)
    with _bench(request.config, request.path).student(record.planned, record) as opened:
        record.student = opened
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
    """Conclude the record of a check from what its stage raised."""
    report = yield
    record = item.stash.get(RECORD, None)
    error = call.excinfo.value if call.excinfo else None
    if record is not None and (call.when == "call" or error is not None):
        record.conclude(error)
    return report


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

        _seed_globals(self, f"worker of {planned.id}")
        folder = self._folder if self._folder.is_dir() else self._folder.parent
        submission = self._submission
        with local_student(submission.files, self.config.modules, submission.missing, f"{folder}/") as opened:
            yield opened

    def tell(self, event: Event) -> None:
        """Ignore *event*: pytest shows its own progress."""
