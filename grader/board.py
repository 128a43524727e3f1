"""
Keep the latest verdict of each check while a student edits, and which of them no longer hold.

Words are those of a report, rendered for students: this adds places in files, and takes nothing in
that a report would not show them. Knows no terminal and no processes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader import machine, seeds
from grader.config import Config
from grader.intake import Submission
from grader.records import (
    Audience,
    CheckFinished,
    CheckStarted,
    Outcome,
    PlannedCheck,
    Spot,
    TrainingProgress,
    Verdict,
)
from grader.render import render
from grader.report import build_report
from grader.schema import CheckPart, Report
from grader.sitting import Known, Said, Told
from grader.touched import reliance, used_modules
from grader.whereabouts import place

_DIGEST = "0" * 64


@dataclass(frozen=True)
class Finding:
    """
    A check with its verdict.

    Attributes:
        part: As in a report for students.
        spot: Where to look, if that is known.
        stale: Whether the code has changed since.
    """

    part: CheckPart
    spot: Spot | None
    stale: bool

    @property
    def lost(self) -> bool:
        """Tell whether there is something to mend."""
        return self.part.verdict is not Verdict.PASSED


class Board:
    """
    The verdicts on a submission that changes.

    Args:
        config: Of the assignment.
        plan: The visible checks.
        spots: Where each stands, by its id.
        isolation: What confines the submission, in words.
        folder: In which the submission's files lie.

    Attributes:
        running: The check that runs, or None.
        training: How far a training is, while one runs.
    """

    def __init__(
        self,
        config: Config,
        plan: Sequence[PlannedCheck],
        spots: Mapping[str, Spot],
        isolation: str,
        folder: Path,
    ) -> None:
        self.config, self.plan = config, tuple(plan)
        self.running: str | None = None
        self.training: TrainingProgress | None = None
        self._spots, self._isolation, self._folder = spots, isolation, folder
        self._stale = {check.id for check in plan}
        self._outcomes: dict[str, Outcome] = {}
        self._calls: dict[str, str] = {}
        self._recognised: dict[str, dict[str, str]] = {}
        self._order: list[str] = [*config.tasks]
        self._findings: list[Finding] | None = None
        self._report: Report | None = None
        self._submission: Submission | None = None

    @cached_property
    def relies(self) -> dict[str, frozenset[str]]:
        """The modules that the checks of each task use."""
        modules = frozenset(self.config.layout.modules)
        files = {path: path.read_bytes() for path in {self._spots[check.id].path for check in self.plan}}
        used = {path: used_modules(source, modules) for path, source in files.items()}
        relies = reliance(
            self.plan, {check.id: used[self._spots[check.id].path] for check in self.plan}, modules
        )
        return {task: relies[task] for task in self.config.tasks if task in relies}

    @cached_property
    def _environment(self) -> Mapping[str, object]:
        return machine.environment(self._isolation)

    @cached_property
    def _seed_id(self) -> str:
        return seeds.seed_id(seeds.PUBLIC_SECRET)

    @property
    def waiting(self) -> list[str]:
        """The tasks of which a verdict no longer holds, or was never there, in the order of the screen."""
        tasks = {check.task for check in self.plan if check.id in self._stale}
        return [task for task in self._order if task in tasks]

    def mark(self, tasks: Collection[str]) -> None:
        """Have the verdicts of *tasks* count no longer; these tasks now come first, in their order."""
        self._stale |= {check.id for check in self.plan if check.task in tasks}
        rest = [task for task in self.config.tasks if task not in tasks]
        self._order = [*tasks, *rest]
        self._findings = None

    def begin(self, submission: Submission) -> None:
        """Take note that *submission* is examined now."""
        self._submission, self.running, self.training, self._findings = submission, None, None, None

    def take(self, said: Said) -> None:
        """Take in what an examiner has *said*."""
        if isinstance(said, CheckStarted):
            self.running, self.training = said.id, None
        elif isinstance(said, TrainingProgress):
            self.training = said
        elif isinstance(said, CheckFinished):
            self.training = None
        elif isinstance(said, Told):
            self._recognised.pop(said.outcome.id, None)
            self._enter(said.outcome)
            self._calls[said.outcome.id] = said.call
        elif isinstance(said, Known):
            self._recognised |= said.recognised
            self._findings = None

    def conclude(self, outcomes: Mapping[str, Outcome]) -> None:
        """Take in the whole of an examination that has ended."""
        for outcome in outcomes.values():
            self._enter(outcome)
        self.pause()

    def pause(self) -> None:
        """Take note that nothing runs any more."""
        self.running = self.training = None

    def _enter(self, outcome: Outcome) -> None:
        if outcome.id not in {check.id for check in self.plan}:
            return
        self._outcomes[outcome.id] = outcome
        self._stale.discard(outcome.id)
        self._findings = None

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many checks have a verdict that holds, how many of them passed, and how many there are."""
        fresh = [found for found in self.findings() if not found.stale]
        return len(fresh), sum(not found.lost for found in fresh), len(self.plan)

    def titles(self) -> dict[str, str]:
        """Return the heading of each task."""
        return {name: task.title for name, task in self.config.tasks.items()}

    def report(self) -> Report | None:
        """Return a report for students on all checks that have a verdict, or None before the first."""
        self.findings()
        return self._report

    def findings(self) -> list[Finding]:
        """Return all checks that have a verdict: task by task, the one that was edited first."""
        if self._findings is None:
            self._findings = list(self._found())
        return self._findings

    def _found(self) -> Iterable[Finding]:
        judged = [check for check in self.plan if check.id in self._outcomes]
        if not judged or self._submission is None:
            return []
        report = build_report(
            self.config,
            _DIGEST,
            self._submission,
            judged,
            {check.id: self._outcomes[check.id] for check in judged},
            seed_id=self._seed_id,
            environment=self._environment,
            timing={},
            scope="visible",
            recognised=self._recognised,
        )
        self._report = render(report, Audience.STUDENT)
        parts = {task.name: task.checks for task in self._report.tasks}
        found = [self._finding(part) for task in self._order for part in parts.get(task, ())]
        ranks = {task: rank for rank, task in enumerate(self._order)}
        return sorted(
            found,
            key=lambda one: (ranks[one.part.id.partition("/")[0]], one.part.verdict is Verdict.SKIPPED),
        )

    def _finding(self, part: CheckPart) -> Finding:
        assert self._submission is not None
        spot: Spot | None = None
        if part.verdict is not Verdict.PASSED:
            call = self._calls.get(part.id, "")
            text = f"{part.message}\n{part.title}"
            own = place(text, part.details, call, self._submission.files, self.config.layout)
            known = own is not None and (self._folder / own[0]).is_file()  # cells of a notebook are not
            spot = Spot(self._folder / own[0], own[1]) if own and known else self._spots.get(part.id)
        return Finding(part, spot, part.id in self._stale)
