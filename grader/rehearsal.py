"""
Run the checks of an assignment against its own reference and wrong variants of it, on all cores.

Each process collects the checks once and then takes one part after the other: a script, the checks to run,
a secret. No student's code comes here, so there is no wall.
"""

from __future__ import annotations

import base64
import gc
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import IO, Any

import psutil

from grader import checkfiles
from grader import config as configuration
from grader.errors import ConfigError, InternalFault
from grader.records import PlannedCheck, Verdict, planned_check
from grader.stage import Script, Stage

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_SELDOM = (50_000, 20, 50)
"""How often to look for cycles: usually a graph of 100,000 nodes is searched again and again as it grows."""
_WORTH_IT = 30
"""So many parts take longer than another process takes to start."""
_MANNERS = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}


@dataclass(frozen=True)
class Part:
    """
    One script to run.

    Args:
        script: Its name.
        files: Its files.
        secret: Gives the checks their inputs.
        checks: Shell patterns of the ids of the checks to run.
        leave_out: Ids of checks not to run.
    """

    script: str
    files: Mapping[str, bytes]
    secret: bytes
    checks: tuple[str, ...] = ("*",)
    leave_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """What a check found in the script of a part."""

    part: Part
    check_id: str
    verdict: Verdict
    message: str
    seconds: float


@dataclass
class Rehearsal:
    """
    Processes that run parts; as a context the one that has made the plan runs parts as well.

    Args:
        assignment: Its folder.
        processes: How many at once at the most; as many as there are cores by default.
    """

    assignment: Path
    processes: int = field(default_factory=lambda: psutil.cpu_count() or 1)
    _spare: list[_Process] | None = field(default=None, init=False, repr=False)

    def __enter__(self) -> Rehearsal:
        self._spare = []
        return self

    def __exit__(self, *_: object) -> None:
        spare, self._spare = self._spare or [], None
        for process in spare:
            process.__exit__()

    def plan(self) -> list[PlannedCheck]:
        """Return all checks of the assignment."""
        process = _Process(self.assignment)
        if self._spare is None:
            process.__exit__()
        else:
            self._spare.append(process)
        return process.plan

    def run(self, parts: Iterable[Part]) -> Iterator[Found]:
        """
        Run *parts*, in any order, and give what each check finds as soon as it is known.

        Raises:
            ConfigError: A file of checks cannot be collected.
            InternalFault: A process ended before its time.
        """
        waiting: queue.SimpleQueue[Part | None] = queue.SimpleQueue()
        parts = list(parts)
        for part in parts:
            waiting.put(part)
        found: queue.SimpleQueue[Found | Exception | None] = queue.SimpleQueue()
        threads = [
            threading.Thread(target=self._drive, args=(waiting, found), daemon=True)
            for _ in range(min(self.processes, 1 + len(parts) // _WORTH_IT))
        ]
        for thread in threads:
            waiting.put(None)
            thread.start()
        running = len(threads)
        while running:
            match found.get():
                case None:
                    running -= 1
                case Exception() as error:
                    raise error
                case Found() as one:
                    yield one

    def _drive(self, waiting: Any, found: Any) -> None:
        """Start a process, hand it parts until there are none, and pass on what it tells."""
        try:
            with self._process() as process:
                while (part := waiting.get()) is not None:
                    for one in process.play(part):
                        found.put(one)
        except Exception as error:  # noqa: BLE001  which the other thread raises
            found.put(error)
        found.put(None)

    def _process(self) -> _Process:
        """Return the process that has made the plan, or another one."""
        try:
            return (self._spare or []).pop()
        except IndexError:
            return _Process(self.assignment)


class _Process:
    """One process, and the conversation with it in lines of JSON."""

    def __init__(self, assignment: Path) -> None:
        command = [sys.executable, "-P", "-m", "grader.rehearsal", str(assignment)]
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PYTHON"))
        }
        environment = kept | dict.fromkeys(_THREADS, "1") | _MANNERS
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment)
        try:
            self.plan = self._heard_plan()
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> _Process:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def play(self, part: Part) -> Iterator[Found]:
        """Have a part run and give what is found."""
        assert self._process.stdin is not None
        self._process.stdin.write(_request(part))
        self._process.stdin.flush()
        for message in self._heard():
            match message:
                case {"check": str(check), "verdict": verdict, "message": str(text), "seconds": seconds}:
                    yield Found(part, check, Verdict(verdict), text, seconds)
                case _:
                    return
        raise InternalFault(f"a rehearsal ended in the middle of {part.script or 'the reference'}")

    def _heard(self) -> Iterator[Any]:
        """Give what the process tells; a fault of the assignment ends it."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            match json.loads(line):
                case {"fault": str(fault)}:
                    raise ConfigError(fault)
                case message:
                    yield message

    def _heard_plan(self) -> list[PlannedCheck]:
        for message in self._heard():
            return [planned_check(fields) for fields in message["plan"]]
        raise InternalFault("a rehearsal ended before it had a plan")


def _request(part: Part) -> str:
    files = {path: base64.b64encode(content).decode() for path, content in part.files.items()}
    secret = base64.b64encode(part.secret).decode()
    chosen = {"checks": part.checks, "leave_out": part.leave_out}
    return json.dumps({"files": files, "secret": secret, **chosen}) + "\n"


class _Programme:
    """The pytest plugin of a process: collects the checks, then runs parts instead of them."""

    skips = False

    def __init__(self, assignment: Path, orders: IO[str], told: IO[str]) -> None:
        self._assignment, self._orders, self._told = assignment, orders, told
        self.assignment, self.config, self.secret = assignment, configuration.load(assignment), b""

    def pytest_configure(self, config: Any) -> None:
        """Collect checks only, planned by this assignment."""
        from grader.bench import BENCH

        config.stash[BENCH] = self
        config.pluginmanager.register(checkfiles.CheckFiles(self._fault), "grader-check-files")

    def pytest_runtestloop(self, session: Any) -> bool:
        """Run parts until there are no more."""
        planned = checkfiles.planned_items(session.items, self._fault)
        if planned is None:
            return True
        self._tell({"plan": [asdict(check) for check in planned]})
        stage = Stage(self._assignment, self.config, session.items)
        gc.freeze()
        gc.set_threshold(*_SELDOM)
        for line in self._orders:
            self._play(stage, json.loads(line))
        return True

    def _play(self, stage: Stage, order: dict[str, Any]) -> None:
        files = {path: base64.b64decode(content) for path, content in order["files"].items()}
        script, secret = Script(files), base64.b64decode(order["secret"])
        for check in stage.checks:
            wanted = any(fnmatchcase(check.id, pattern) for pattern in order["checks"])
            if wanted and check.id not in order["leave_out"]:
                done = stage.run(check.id, script, secret)
                self._tell(
                    {
                        "check": check.id,
                        "verdict": done.verdict,
                        "message": done.message,
                        "seconds": done.seconds,
                    }
                )
                del done
        gc.collect()  # a training's arrays hang in cycles, which are few and so looked for seldom
        gc.freeze()  # a library that a script has imported stays, and need not be looked through again
        self._tell({})

    def _fault(self, text: str) -> None:
        self._tell({"fault": text})

    def _tell(self, message: dict[str, Any]) -> None:
        self._told.write(json.dumps(message) + "\n")
        self._told.flush()


def main() -> int:
    """Run what standard input asks for, and tell on standard output, which checks do not see."""
    import pytest

    assignment = Path(sys.argv[1])
    with (
        os.fdopen(os.dup(0)) as orders,
        os.fdopen(os.dup(1), "w") as told,
        Path(os.devnull).open("w") as nowhere,
    ):
        os.dup2(nowhere.fileno(), 1)
        options = ["-q", "-p", checkfiles.PLUGIN, *checkfiles.options(assignment, "all")]
        return int(pytest.main(options, plugins=[_Programme(assignment, orders, told)]))


if __name__ == "__main__":
    sys.exit(main())
