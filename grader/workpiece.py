"""
Bring one submission to its outcomes: what is known of it, what must be run, what that has found.

Knows neither where errands are done nor where results are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grader.errand import Errand, encoded, known_of
from grader.findings import Findings
from grader.gradingkeys import Keys, doubtful
from grader.intake import Submission
from grader.records import Outcome, PlannedCheck, Verdict
from grader.resultcache import Kept


class Workpiece:
    """
    One submission between its files and its report.

    A check whose result is known is not run. The misconceptions behind failed checks are found by comparing
    all of these, so if one of them is new the others are run again with it.

    Args:
        submission: As taken in.
        plan: The checks.
        keys: What results are named by.
        kept: What is known.

    Attributes:
        outcomes: By the ids of checks, as far as there are.
        recognised: The misconceptions behind failed checks; None as long as nobody has looked.
        environment: What it ran on.
        reused: How many results were known.
    """

    def __init__(self, submission: Submission, plan: Sequence[PlannedCheck], keys: Keys, kept: Kept) -> None:
        self.submission, self.kept, self._keys = submission, kept, keys
        self._plan = [check.id for check in plan]
        known = {check: kept.outcomes.get(keys.checks[check]) for check in self._plan}
        self.outcomes: dict[str, Outcome] = {check: each for check, each in known.items() if each is not None}
        self.reused = len(self.outcomes)
        self.recognised: Mapping[str, Mapping[str, str]] | None = None
        self.environment: Mapping[str, str] = kept.environment
        self._timing: dict[str, Any] = dict(kept.timing)
        if self.reused == len(self._plan):
            self._look_up()

    @property
    def timing(self) -> dict[str, Any]:
        """Seconds that are nobody's verdict."""
        seconds = {check: round(each.wall_s, 4) for check, each in self.outcomes.items()}
        return {**self._timing, "checks_s": seconds}

    def errand(self) -> Errand | None:
        """Return what must be run next; None if there is nothing."""
        missing = [check for check in self._plan if check not in self.outcomes]
        if missing:
            return self._errand(missing)
        return None if self.recognised is not None else self._errand(doubtful(self.outcomes.values()))

    def take(self, errand: Errand, findings: Findings) -> None:
        """Take what *errand* has found."""
        self.outcomes |= findings.outcomes
        self.outcomes = {check: self.outcomes[check] for check in self._plan}
        self._timing |= {key: value for key, value in findings.timing.items() if key != "checks_s"}
        self.environment = findings.environment
        self._look_up()
        everything_seen = set(doubtful(self.outcomes.values())) <= set(errand.checks)
        if self.recognised is None and everything_seen:
            self.recognised = findings.recognised
        self.kept = self.kept.entered(
            {self._keys.checks[check]: each for check, each in findings.outcomes.items()},
            self._reviews(),
            self._timing,
            self.environment,
        )

    def _errand(self, checks: Sequence[str]) -> Errand:
        rest = {check: each for check, each in self.outcomes.items() if check not in checks}
        return Errand(
            files=encoded(self.submission.files),
            missing=self.submission.missing,
            checks=tuple(checks),
            known=known_of(rest),
        )

    def _look_up(self) -> None:
        """Take what is known of the misconceptions behind these very outcomes; there are none behind none."""
        if not doubtful(self.outcomes.values()):
            self.recognised = {}
        elif self._is_sound():
            self.recognised = self.kept.reviews.get(self._keys.of_review(self.outcomes))

    def _reviews(self) -> dict[str, Mapping[str, Mapping[str, str]]]:
        if self.recognised is None or not self._is_sound():
            return {}
        return {self._keys.of_review(self.outcomes): self.recognised}

    def _is_sound(self) -> bool:
        return all(each.verdict is not Verdict.INTERNAL for each in self.outcomes.values())
