"""
The judge's own process: run pytest over the checks of one job, each against a fresh worker.

Reads a job from standard input and tells plan, progress and the report of pytest-json-report as
JSON lines on a descriptor; nothing is written to a disk that a submission can reach. The secret comes
in a second line, once the plan is known: a fault of the assignment shows before there need be a
secret. The worker's template starts before pytest is imported, so that both load at the same time.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import os
import re
import resource
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import IO, Any, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict

from grader import config as configuration
from grader import launch, seeds
from grader.confinement import Level
from grader.errors import ConfigError, InternalFault
from grader.faults import Killed
from grader.killings import Killer, Killings
from grader.lane import Lane, Terms
from grader.records import CheckFinished, CheckStarted, Event, PlannedCheck, Verdict

MEMORY_BYTES = 8 * 2**30
PLUGINS = ("pytest_metadata.plugin", "pytest_jsonreport.plugin", "grader.plugin")


class Job(BaseModel):
    """What the judge is to examine."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    assignment: Path
    dataset: str | None
    files: dict[str, Base64Bytes]
    missing: tuple[str, ...]
    scope: Literal["all", "visible"]
    terms: Terms


def main() -> int:
    """Examine the job on standard input; return pytest's exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # pytest puts its own file in the place of descriptor 0.
    with os.fdopen(os.dup(0), encoding="ascii") as orders, os.fdopen(int(sys.argv[1]), "w") as events:
        job = Job.model_validate_json(orders.readline())
        _bound_memory()
        launch.end_with_parent()
        launch.forbid_inspection()
        try:
            lane = Lane(job.files, job.terms)
        except ConfigError as fault:
            _tell(events, {"fault": str(fault)})
            return 1
        except InternalFault as fault:
            _tell(events, {"refused": f"{fault}{_advice(job.terms)}"})
            return 1
        with lane:
            _tell(events, {"isolation": lane.isolation})
            return _run(job, Exam(job, lane, orders, events))


def _advice(terms: Terms) -> str:
    asked = "isolation.require of config.yaml asks for it, and `grader doctor` tells what this machine offers"
    return f"; {asked}" if terms.least is not Level.PROCESS else ""


def _tell(events: IO[str], message: dict[str, Any]) -> None:
    """Write a message to whoever follows."""
    events.write(json.dumps(message) + "\n")
    events.flush()


def _bound_memory() -> None:
    """Let a submission that makes the judge hoard copies end its own grading and nothing else."""
    if sys.platform == "linux":
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_BYTES, hard)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def _run(job: Job, exam: Exam) -> int:
    import pytest

    folders = ["exercises/checks"] + (["reference/checks"] if job.scope == "all" else [])
    paths = [str(job.assignment / folder) for folder in folders if (job.assignment / folder).is_dir()]
    options = ["-c", str(Path(__file__).with_name("checks.ini")), "--rootdir", str(job.assignment)]
    options += ["--json-report", "--json-report-file=none", "--json-report-omit=log,traceback,streams"]
    for plugin in PLUGINS:
        options += ["-p", plugin]
    # What lies above the checks may be a student's: `Exam` loads what lies beside them.
    return int(pytest.main([*options, "--noconftest", *paths], plugins=[exam]))


class Exam:
    """The bench of one job, as a pytest plugin beside `grader.plugin`."""

    def __init__(self, job: Job, lane: Lane, orders: IO[str], events: IO[str]) -> None:
        config = configuration.load(job.assignment)
        self.config = config.with_dataset(job.dataset) if job.dataset else config
        self.assignment, self.secret = job.assignment, b""
        self._job, self._lane, self._orders, self._events = job, lane, orders, events
        self._killings = Killings()

    def pytest_configure(self, config: Any) -> None:
        """Make this the bench of the run."""
        from grader.plugin import BENCH

        config.stash[BENCH] = self
        sys.pycache_prefix = os.devnull  # no bytecode that somebody left beside the checks is run
        for folder in config.args:
            conftest = Path(folder) / "conftest.py"
            if conftest.is_file():
                config.pluginmanager.register(load(conftest), str(conftest))

    def pytest_collect_directory(self, path: Path, parent: Any) -> Any:
        """Take no folder for a package: pytest would run its `__init__.py`."""
        import pytest

        return pytest.Dir.from_parent(parent, path=path)

    def pytest_pycollect_makemodule(self, module_path: Path, parent: Any) -> Any:
        """Have a file of checks loaded by `load`."""
        import pytest

        class CheckFile(pytest.Module):
            def _getobj(self) -> ModuleType:
                return load(self.path)

        return CheckFile.from_parent(parent, path=module_path)

    def pytest_collectreport(self, report: Any) -> None:
        """Tell why a file of checks could not be collected; one that skips itself is lost as well."""
        if report.outcome != "passed":
            reason = _reason(report.longrepr)
            self._write({"fault": reason if report.nodeid in reason else f"{report.nodeid}: {reason}"})

    def pytest_collection_finish(self, session: Any) -> None:
        """Tell the plan; a test that is no check would be lost, so it is a fault."""
        from grader.api import DECLARATION
        from grader.plugin import RECORD

        planned = []
        for item in session.items:
            if RECORD in item.stash:
                planned.append(asdict(item.stash[RECORD].planned))
            elif hasattr(getattr(item, "function", None), DECLARATION):
                return  # planning has stopped at a fault, which pytest tells
            else:
                self._write({"fault": f"{item.nodeid} lacks the decorator check"})
        try:
            self._lane.load()
        except ConfigError as fault:
            self._write({"fault": str(fault)})
        except InternalFault:
            pass  # which each check will tell, if it stays that way
        self._write({"plan": planned})
        self.secret = base64.b64decode(self._orders.readline())
        if not self.secret:
            session.shouldstop = "the judge sent no secret"

    def pytest_runtest_protocol(self, item: Any, nextitem: Any) -> bool:
        """Run a check, and once more where its worker was killed from outside or may have been."""
        from _pytest.runner import runtestprotocol

        from grader.plugin import RECORD, Record

        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
        if RECORD in item.stash and item.stash[RECORD].again:
            item.stash[RECORD] = Record(item.stash[RECORD].planned)
            reports = runtestprotocol(item, log=False, nextitem=nextitem)
        for report in reports:
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    def pytest_runtest_setup(self, item: Any) -> None:
        """Tell that a check begins."""
        from grader.plugin import RECORD

        record = item.stash[RECORD]
        record.started_s = time.monotonic()
        self.tell(CheckStarted(record.planned.id))

    def pytest_json_runtest_metadata(self, item: Any, call: Any) -> dict[str, Any]:
        """Put the outcome of a check into the JSON report once its worker has ended."""
        from grader.plugin import RECORD

        record = item.stash[RECORD]
        if call.when != "teardown":
            return {}
        record.conclude(call.excinfo.value if call.excinfo else None)
        killer = self._killings.killer(record.planned.id) if record.killed else None
        record.again = killer is Killer.UNKNOWN
        if record.again:
            return {}
        if killer is Killer.STRANGER:
            record.conclude(InternalFault("somebody outside kills workers, and killed this one too"))
        self.tell(CheckFinished(record.planned.id, record.verdict))
        return {"outcome": json.loads(json.dumps(record.as_json(), default=_plain, skipkeys=True))}

    def pytest_json_modifyreport(self, json_report: dict[str, Any]) -> None:
        """Hand the whole report to the judge, as the last message."""
        self._write({"tests": json_report.get("tests", [])})

    @contextmanager
    def student(self, planned: PlannedCheck, record: Any) -> Iterator[Any]:
        """Open the submission in a fresh worker and end it with all that it started."""
        from grader.servant import scrub
        from grader.session import Session, Student

        seed = seeds.check_seed(self.secret, self.config.name, f"worker of {planned.id}") % 2**32
        channel = self._lane.fork(self.config.limits_for(planned.kind), seed)
        try:
            yield Student(Session(channel, self.config.modules, self._job.missing))
        finally:
            channel.close()
            record.killed = channel.killed
            record.output = scrub(channel.output).replace(f"{Path(__file__).parent}/", "")
        if channel.orphaned and record.verdict is Verdict.PASSED:
            raise Killed("what your code runs in was killed during this check", {"signal": "SIGKILL"})

    def tell(self, event: Event) -> None:
        """Send an event of the progress to the judge."""
        self._write({"event": type(event).__name__, **asdict(event)})

    def _write(self, message: dict[str, Any]) -> None:
        _tell(self._events, message)


def load(path: Path) -> ModuleType:
    """
    Import a file of the instructor's by itself, with pytest's rewriting of assertions.

    pytest's own ways run each `__init__.py` above the file too; `exercises/__init__.py` may be a student's.
    """
    name = f"{path.parents[1].name}_{path.parent.name}.{path.stem}"
    specs = (finder.find_spec(name, [str(path.parent)]) for finder in sys.meta_path)
    spec = next(spec for spec in specs if spec is not None and spec.origin == str(path))
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except SystemExit as error:
        raise ConfigError(f"{path}: SystemExit: {error}") from error
    return module


def _reason(longrepr: Any) -> str:
    """Return the error itself, in one line, out of what pytest has to say of a collection that failed."""
    if isinstance(longrepr, tuple):
        return str(longrepr[-1])
    lines = str(longrepr).splitlines()
    errors = [line[1:].strip() for line in lines if line.startswith("E ")] or lines
    place = re.search(r"line \d+$", next((line for line in errors if line.startswith("File ")), ""))
    reason = errors[-1].removeprefix("grader.errors.ConfigError: ")
    return f"{reason} ({place.group()})" if place else reason


def _plain(value: Any) -> Any:
    """Return what stands in JSON for a *value* that has no place there: an array is a list."""
    return value.tolist() if hasattr(value, "tolist") else f"<{type(value).__name__}>"


if __name__ == "__main__":
    sys.exit(main())
