"""
Where the checks of an assignment run, and what is known of each as it does.

The fixtures ask the bench; which kind of bench it is, they need not know.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pytest
from _pytest.outcomes import Skipped

from grader.config import Config
from grader.errors import CheckFailed
from grader.journal import Journal
from grader.records import Event, PlannedCheck, Verdict
from grader.session import Student
from grader.transcript import Repeating, Transcript
from grader.verdicts import judge_exception


class Bench(Protocol):
    """
    Where the checks of one assignment run.

    Attributes:
        skips: Whether a check is left out when one that it needs has failed.
    """

    assignment: Path
    config: Config
    secret: bytes
    skips: bool

    def student(self, planned: PlannedCheck, record: Record) -> AbstractContextManager[Student]:
        """Open the submission for one check; enter what it printed into *record* at the end."""
        ...

    def tell(self, event: Event) -> None:
        """Take an event of the progress."""
        ...


class NotRun(Skipped):
    """A check was left out, as one that it needs has failed."""

    def __init__(self, needed: PlannedCheck) -> None:
        super().__init__(f"not run because {needed.title!r} ({needed.id}) has failed: mend that first")
        self.details = {"needs": needed.id}


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
        journal: What was asked of the submission, and what came back.
        transcript: How a right submission has answered, where all that decides is known; such a check
            passes without a word.
        ahead: What this one has answered to that.
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
    ended_s: float = 0.0
    killed: bool = False
    again: bool = False
    journal: Journal = field(default_factory=Journal)
    transcript: Transcript | None = None
    ahead: Repeating | None = None

    def conclude(self, error: BaseException | None) -> None:
        """Take what the check raised, or None; a later error never mends an earlier one."""
        if isinstance(error, NotRun):
            self.verdict, self.message, self.details = Verdict.SKIPPED, str(error.msg), error.details
            self.started_s = time.monotonic()  # it never began
            return
        if type(error) is pytest.fail.Exception:
            error = CheckFailed(str(error.msg))
        if self.verdict is not None and error is None:
            return
        answers = self.student._session.answers if self.student else self.answers
        judgement = judge_exception(error, answers)
        self.verdict, self.message = judgement.verdict, judgement.message
        self.details = self.result.details | judgement.details

    @property
    def has_answered(self) -> bool:
        """Tell whether all answers of the transcript have come, so that the check would pass."""
        return self.ahead is not None and self.ahead.agreed

    @property
    def fraction(self) -> float:
        """Return the earned part of the points: all for a pass, else what an accuracy check granted."""
        if self.verdict is Verdict.PASSED:
            return 1.0
        granted = self.result.fraction or 0.0
        return granted if self.verdict is Verdict.FAILED and 0.0 <= granted < 1.0 else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the record as JSON values, as of now."""
        self.ended_s = time.monotonic()
        return {
            "id": self.planned.id,
            "verdict": self.verdict,
            "fraction": self.fraction,
            "message": self.message,
            "details": self.details,
            "output": self.output,
            "wall_s": self.ended_s - self.started_s,
        }


BENCH = pytest.StashKey[Bench]()
RECORD = pytest.StashKey[Record]()
RECORDS = pytest.StashKey[dict[str, Record]]()


def unmet(record: Record, records: Mapping[str, Record]) -> PlannedCheck | None:
    """
    Return the check for want of which that of *record* need not run: the first cause, or None.

    Only a wrong answer holds others back: what is not written, not submitted or raises an error is told
    best where it is met.
    """
    for need in record.planned.needs:
        needed = records.get(need)
        if needed is not None and needed.verdict is Verdict.SKIPPED:
            return records[needed.details["needs"]].planned
        if needed is not None and needed.verdict is Verdict.FAILED and not _is_unwritten(needed.details):
            return needed.planned
    return None


def _is_unwritten(details: Mapping[str, Any]) -> bool:
    return bool(details.get("not_implemented") or details.get("missing"))
