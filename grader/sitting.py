"""
Keep an examiner ready before there is anything to examine, give it a submission, hear its verdicts.

Its start (Python, pytest, the checks, the worker's template) is paid for in advance. What it says while
it runs is for a student who watches; as in a grading, the report at its end is what counts.
"""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from grader import judge
from grader.confinement import Terms
from grader.errand import Errand, encoded
from grader.errors import ConfigError, GraderError
from grader.hearing import Hearing
from grader.intake import Submission
from grader.job import Job
from grader.minutes import OUTCOME, Minutes, no_plan
from grader.records import Event, Outcome, PlannedCheck, Spot


@dataclass(frozen=True)
class Told:
    """An outcome as soon as there is one, and what the check asked the submission for last."""

    outcome: Outcome
    call: str


@dataclass(frozen=True)
class Known:
    """The misconceptions behind failed checks, by their ids: each its name and its explanation."""

    recognised: dict[str, dict[str, str]]


Said = Event | Told | Known


class Sitting:
    """
    One examiner, from its start to its end: it makes its plan, waits, examines, and has ended.

    Args:
        assignment: Its folder.
        terms: How the submission will be confined.

    Attributes:
        spots: Where each of the checks stands.
        ended: Whether it will say nothing more.
    """

    def __init__(self, assignment: Path, terms: Terms) -> None:
        job = Job(
            assignment=assignment.resolve(),
            dataset=None,
            files={},
            missing=(),
            scope="visible",
            terms=terms,
            waits=True,
        )
        self.spots: dict[str, Spot] = {}
        self.ended = False
        self._minutes = Minutes()
        self._given = self._dismissed = False
        self._tasks: Sequence[str] = ()
        self._patience_s = judge.patience_of(assignment)
        self._heard_s = time.monotonic()
        self._hearing = Hearing(job.model_dump_json().encode())

    def fileno(self) -> int:
        """Return the descriptor that can be read from when `hear` would not wait."""
        return self._hearing.fileno()

    @property
    def plan(self) -> list[PlannedCheck]:
        """The visible checks; none before there is a plan."""
        return self._minutes.plan or []

    @property
    def isolation(self) -> str:
        """What confines the submission, in words."""
        return self._minutes.isolation

    @property
    def is_ready(self) -> bool:
        """Tell whether it waits for a submission."""
        return self._minutes.plan is not None and not (self._faults or self._given or self.ended)

    @property
    def _faults(self) -> list[str]:
        return [*self._minutes.faults, *filter(None, [self._minutes.refused])]

    @property
    def is_silent(self) -> bool:
        """Tell whether it has said nothing for longer than any check may take; one that waits may."""
        return not self.is_ready and time.monotonic() - self._heard_s > self._patience_s

    def give(self, submission: Submission, tasks: Sequence[str], secret: bytes) -> None:
        """Have the checks of *tasks* run on *submission*, in this order."""
        errand = Errand(
            files=encoded(submission.files),
            missing=submission.missing,
            tasks=tuple(tasks),
            secret=base64.b64encode(secret),
        )
        self._given, self._tasks, self._heard_s = True, tuple(tasks), time.monotonic()
        line = errand.model_dump_json().encode()
        # In a thread, as one that does not read must not hold up whoever is to notice just that.
        threading.Thread(target=self._hearing.send, args=(line,), daemon=True).start()

    def hear(self) -> list[Said]:
        """Take in what it says next, waiting for that, and return what is for a student who watches."""
        messages = self._hearing.hear()
        self._heard_s = time.monotonic()
        if messages is None:
            self.ended = True
            return []
        return [said for message in messages if (said := self._take(message)) is not None]

    def _take(self, message: Any) -> Said | None:
        """Take in a *message*; one that has no known form is nothing."""
        match message:
            case {"spots": dict(spots)}:
                self.spots = {check: Spot(Path(path), line) for check, (path, line) in spots.items()}
            case {"outcome": dict(outcome), "call": str(call)}:
                return _told(outcome, call)
            case {"review": {"recognised": dict(recognised)}}:
                self._minutes.take(message)
                return Known(recognised)
        return self._minutes.take(message)

    def fault(self) -> GraderError | None:
        """Return why there will be no plan, or None as long as there may be one."""
        if self._faults:
            return ConfigError(self._faults[0])
        if self._minutes.plan == []:
            return ConfigError("no checks in exercises/checks")
        if self.ended and not self._given:
            ending = self._hearing.ending(self._patience_s)
            return no_plan(ending, self._hearing.last_words())
        return None

    def outcomes(self) -> dict[str, Outcome]:
        """Return what came of each check that was asked for, once it has ended; without one, `internal`."""
        ending = self._hearing.ending(self._patience_s)
        asked = [check for check in self.plan if check.task in self._tasks]
        return self._minutes.examination(asked, ending, self._hearing.ended_well).outcomes

    def dismiss(self) -> None:
        """Have it end, without waiting for that."""
        self._dismissed = True
        self._hearing.dismiss()

    @property
    def is_gone(self) -> bool:
        """Tell whether it can be closed without waiting."""
        return self._hearing.has_ended

    def close(self) -> None:
        """End it, waiting for that a little."""
        self._hearing.__exit__(None, None, None)


def _told(outcome: dict[str, Any], call: str) -> Told | None:
    try:
        return Told(OUTCOME.validate_python(outcome), call)
    except ValidationError:
        return None
