"""
Keep one examiner that has collected its checks, and have it examine one submission after another.

An examiner that dies or falls silent is replaced, and what it was examining is examined again; a submission
that ends three of them is told about, not tried for ever.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import psutil

from grader import config as configuration
from grader import machine
from grader.confinement import Level, Terms
from grader.errand import Errand, encoded
from grader.errors import ConfigError, GraderError, InternalFault
from grader.findings import Findings
from grader.hearing import Hearing
from grader.intake import Submission
from grader.job import Job
from grader.judge import Follow, patience_of
from grader.minutes import Minutes, no_plan
from grader.records import PlannedCheck, Spot

_STOP_S = 1.5
MOST_DEATHS = 3
"""So many examiners may end over one submission."""


class Stopped(GraderError):
    """An examination was given up because somebody has stopped all of them."""


@dataclass(frozen=True)
class Course:
    """
    What submissions are examined against.

    Args:
        assignment: Its folder.
        secret: Seeds all inputs.
        dataset: In place of the one that `config.yaml` names.
        isolation: The strongest level of confinement to use, where not the strongest that works.
        scope: All checks, or the visible ones that a student runs.
    """

    assignment: Path
    secret: bytes
    dataset: str | None = None
    isolation: Level = Level.BUBBLEWRAP
    scope: Literal["all", "visible"] = "all"


class Seat:
    """
    A place where submissions are examined one after the other.

    The examiner ends with the thread that has started it, which is the first to ask for the plan.

    Args:
        course: Against what.
        cpu: The processor to keep to; any without one.

    Attributes:
        spots: Where each check of the plan stands.
    """

    def __init__(self, course: Course, cpu: int | None = None) -> None:
        config = configuration.load(course.assignment)
        config = config.with_dataset(course.dataset) if course.dataset else config
        least = config.isolation.require if course.scope == "all" else Level.PROCESS
        self._course, self._cpu = course, cpu
        self._terms = Terms(least, course.isolation, config.imports.allowed)
        self._patience_s = patience_of(course.assignment)
        self._hearing: Hearing | None = None
        self._plan: list[PlannedCheck] = []
        self.spots: dict[str, Spot] = {}
        self._stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.close()

    @property
    def plan(self) -> list[PlannedCheck]:
        """
        The checks of the course; the first time this is asked for, the examiner starts.

        Raises:
            ConfigError: The assignment is wrong.
            InternalFault: The examiner cannot be started.
        """
        if not self._plan or self._hearing is None:
            self._start()
        return self._plan

    def examine(self, errand: Errand, follow: Follow | None = None) -> Findings:
        """
        Return what came of *errand*, whose secret is that of the course.

        Raises:
            ConfigError: The assignment is wrong.
            InternalFault: This machine does not confine as it must, or the examiner cannot be started.
            Stopped: By `stop`.
        """
        deaths = 0
        while True:
            plan = [check for check in self.plan if check.id in errand.checks]
            minutes = self._try(errand, follow)
            if self._stopped:
                raise Stopped("the examination was stopped")
            if minutes.refused:
                raise InternalFault(minutes.refused)
            if minutes.faults:
                raise ConfigError(minutes.faults[0])
            deaths += minutes.ended not in (0, 1)
            if minutes.ended in (0, 1) or deaths == MOST_DEATHS:
                return self._findings(plan, minutes, deaths)

    def keep_to(self, cpu: int | None) -> None:
        """Have the examiner, and all that it has started or will start, keep to the processor *cpu*."""
        self._cpu = cpu
        if self._hearing is not None:
            family = [self._hearing.pid]
            with contextlib.suppress(psutil.Error):
                family += [each.pid for each in psutil.Process(self._hearing.pid).children(recursive=True)]
            for pid in family:
                _pin(pid, cpu)

    def stop(self) -> None:
        """End the examiner from another thread, even one that does not listen; its work is given up."""
        self._stopped = True
        hearing = self._hearing
        if hearing is not None:
            hearing.dismiss()
            killing = threading.Timer(_STOP_S, hearing.kill)
            killing.daemon = True
            killing.start()

    def close(self) -> None:
        """End the examiner; doing so twice does no harm."""
        hearing, self._hearing = self._hearing, None
        if hearing is not None:
            hearing.__exit__(None, None, None)

    def _findings(self, plan: list[PlannedCheck], minutes: Minutes, deaths: int) -> Findings:
        believed = minutes.ended in (0, 1)
        ending = f"the judge's process ended with code {minutes.ended}"
        if not believed:
            how = "fell silent" if minutes.ended is None else ending.partition("process ")[2]
            ending = f"the judge's process {how}, {deaths} times in a row with this submission"
        found = minutes.examination(plan, ending, believed)
        environment = machine.environment(minutes.isolation)
        return Findings(found.outcomes, found.recognised, found.timing, environment)

    def _try(self, errand: Errand, follow: Follow | None) -> Minutes:
        """Have *errand* done once; return what was said, without an exit code where no end of it was told."""
        hearing, minutes = self._hearing, Minutes()
        assert hearing is not None
        token = secrets.token_hex(16)
        update = {"secret": self._course.secret, "token": token, "followed": follow is not None}
        line = errand.model_copy(update=update).model_dump_json().encode()
        # In a thread, as one that does not read must not hold up whoever is to notice just that.
        sender = threading.Thread(target=_send, args=(hearing, line), daemon=True)
        sender.start()
        for message in hearing.messages(self._patience_s):
            # Where walls are weak a submission may reach the pipes: what it says must never count.
            if not isinstance(message, dict) or message.pop("token", "") != token:
                continue
            event = minutes.take(message)
            if event is not None and follow is not None:
                follow(event, len(errand.checks))
            if minutes.ended is not None:
                return minutes
        self.close()  # it has died, or would never say anything again
        return minutes

    def _start(self) -> None:
        self.close()
        if self._stopped:
            raise Stopped("the examination was stopped")
        course = self._course
        job = Job(
            assignment=course.assignment.resolve(),
            dataset=course.dataset,
            files={},
            missing=(),
            scope=course.scope,
            terms=self._terms,
            serves=True,
        )
        hearing = self._hearing = Hearing(job.model_dump_json().encode())
        if self._stopped:  # meanwhile, by one who could not see this examiner yet
            hearing.dismiss()
        _pin(hearing.pid, self._cpu)
        minutes = Minutes()
        for message in hearing.messages(self._patience_s):
            match message:
                case {"spots": dict(spots)}:
                    self.spots = {check: Spot(Path(path), line) for check, (path, line) in spots.items()}
            minutes.take(message)
            if minutes.plan is not None:
                break
        if minutes.plan and not minutes.faults:
            self._plan = minutes.plan
            return
        ending = hearing.ending(self._patience_s) if minutes.plan is None else ""
        words = hearing.last_words() if minutes.plan is None else ""
        self.close()
        if self._stopped:
            raise Stopped("the examination was stopped")
        if minutes.faults:
            raise ConfigError(minutes.faults[0])
        if minutes.plan is not None:
            raise ConfigError("no checks in exercises/checks or reference/checks")
        raise no_plan(ending, words)


def whole_errand(submission: Submission, plan: Sequence[PlannedCheck]) -> Errand:
    """Return the errand to run all checks of *plan* on *submission*."""
    checks = tuple(check.id for check in plan)
    return Errand(files=encoded(submission.files), missing=submission.missing, checks=checks)


def _send(hearing: Hearing, line: bytes) -> None:
    with contextlib.suppress(OSError, ValueError):  # closed meanwhile
        hearing.send(line)


def _pin(pid: int, cpu: int | None) -> None:
    """Keep a process, and all that it will start, to one processor, where the system can do that."""
    setaffinity: Callable[[int, set[int]], None] | None = getattr(os, "sched_setaffinity", None)
    if cpu is not None and setaffinity is not None:
        with contextlib.suppress(OSError):
            setaffinity(pid, {cpu})
