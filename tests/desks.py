"""Grade one submission after the other at one warm seat, as `grader batch` does, and give whole reports."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from grader import config as configuration
from grader import seeds
from grader.grading import report_on
from grader.intake import read_submission
from grader.schema import Report
from grader.seat import Course, Seat, whole_errand


class Desk:
    """
    A seat, and what makes reports of its findings; nothing that was found is kept for the next submission.

    Args:
        course: Against what to grade.
    """

    def __init__(self, course: Course) -> None:
        self.seat = Seat(course)
        self._course = course
        config = configuration.load(course.assignment)
        self._config = config.with_dataset(course.dataset) if course.dataset else config
        self._digest = configuration.digest(course.assignment)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.seat.close()

    @property
    def examiner(self) -> int | None:
        """Return the number of the examiner's process if there is one."""
        return self.seat._hearing.pid if self.seat._hearing is not None else None

    @property
    def room(self) -> list[int]:
        """Return the numbers of the processes that stay in the examiner's room when it is empty."""
        outer = [each for each in psutil.Process(self.examiner).children() if each.name() == "bwrap"]
        return [each.pid for each in (*outer, *(inner for each in outer for inner in each.children()))]

    def grade(self, folder: Path) -> Report:
        """Return the report on the submission *folder*."""
        submission = read_submission(folder, self._config, self._course.assignment)
        findings = self.seat.examine(whole_errand(submission, self.seat.plan))
        seed_id, scope = seeds.seed_id(self._course.secret), self._course.scope
        return report_on(self._config, self._digest, submission, self.seat.plan, findings, seed_id, scope)
