"""Arrange a rendered report for its page: findings, what to do next, who waits for whom. Knows no markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.feedback import told
from grader.figures import cut
from grader.records import Kind, Verdict, Visibility
from grader.schema import CheckPart, Misconception, Report, TaskPart

Tone = str

_NOT_YET = "not implemented yet"
_PLACE = re.compile(r" \([^()]*, line \d+\)$")
_MOST_NEXT = 4
_SIGNS: Mapping[Verdict, tuple[str, Tone]] = {
    Verdict.PASSED: ("✓", "good"),
    Verdict.FAILED: ("✗", "bad"),
    Verdict.ERROR: ("!", "bad"),
    Verdict.TIMEOUT: ("◷", "other"),
    Verdict.MEMORY: ("▲", "other"),
    Verdict.CRASHED: ("†", "other"),
    Verdict.BLOCKED: ("⊘", "other"),
    Verdict.SKIPPED: ("–", "mute"),
    Verdict.INTERNAL: ("◆", "odd"),
}


@dataclass(frozen=True)
class Shown:
    """
    One check as the page shows it.

    Args:
        check: As rendered.
        anchor: Where it is in the page.
        printed: What the submission printed, if no earlier check printed the same.
        waiting: Whether the part is not written yet.
    """

    check: CheckPart
    anchor: str
    printed: str
    waiting: bool

    @property
    def word(self) -> str:
        """What became of it, in a word or two."""
        return "not written yet" if self.waiting else str(self.check.verdict)

    @property
    def sign(self) -> str:
        """The sign beside the word."""
        return "○" if self.waiting else _SIGNS[self.check.verdict][0]

    @property
    def tone(self) -> Tone:
        """The class of its colours."""
        return "mute" if self.waiting else _SIGNS[self.check.verdict][1]

    @property
    def hidden(self) -> bool:
        """Whether students do not see it in full yet."""
        return self.check.visibility is not Visibility.VISIBLE

    @property
    def lost(self) -> float:
        """The points that it cost."""
        return 0.0 if self.check.score is None else self.check.max_score - self.check.score

    @property
    def missing_part(self) -> str:
        """The class or function that is not written yet; empty where it is not told."""
        first = self.check.message.partition("\n")[0].removeprefix(_NOT_YET).lstrip(": ")
        return _PLACE.sub("", first)


@dataclass(frozen=True)
class Finding:
    """One mistake, with every check that shows it, the most telling one first."""

    checks: tuple[Shown, ...]
    misconception: Misconception | None = None

    @property
    def lost(self) -> float:
        """The points that it cost in all."""
        return sum(shown.lost for shown in self.checks)

    @property
    def hint(self) -> str:
        """The hint that helps with it: of one error in many checks only a hint that all of them share."""
        hints = {shown.check.hint for shown in self.checks}
        if self.misconception or self.first.check.verdict is Verdict.FAILED or len(hints) == 1:
            return self.first.check.hint
        return ""

    @property
    def brief(self) -> bool:
        """Whether it is one hidden check without a known mistake: its message cannot say much."""
        return len(self.checks) == 1 and self.first.hidden and self.misconception is None

    @property
    def first(self) -> Shown:
        """The check that is shown whole."""
        return self.checks[0]


@dataclass(frozen=True)
class TaskView:
    """One task: its points, its findings, and what is only listed."""

    part: TaskPart
    title: str
    anchor: str
    findings: tuple[Finding, ...]
    waiting: tuple[Shown, ...]
    skipped: tuple[Shown, ...]
    passed: tuple[Shown, ...]
    faults: tuple[Shown, ...]

    @property
    def told(self) -> tuple[Finding, ...]:
        """The findings of which there is enough to tell for a place of their own."""
        return tuple(finding for finding in self.findings if not finding.brief)

    @property
    def brief(self) -> tuple[Finding, ...]:
        """The findings that a line and a hint tell whole."""
        return tuple(finding for finding in self.findings if finding.brief)

    @property
    def share(self) -> float:
        """The earned part of the points, between 0 and 1."""
        return max(0.0, min((self.part.score or 0.0) / (self.part.max_score or 1.0), 1.0))

    @property
    def trains(self) -> bool:
        """Whether the training on MNIST belongs to it."""
        return any(check.kind is Kind.ACCURACY for check in self.part.checks)


@dataclass(frozen=True)
class FeedbackView:
    """A whole report: its tasks, and what to do next, the best first step first."""

    tasks: tuple[TaskView, ...]
    next: tuple[Finding, ...]
    further: int


def arranged(report: Report, titles: Mapping[str, str]) -> FeedbackView:
    """
    Return a rendered *report* as its page tells it.

    Args:
        report: As `render` made it for the reader.
        titles: Headings of tasks by name; the names themselves where there is none.
    """
    numbered = {
        one.check.id: Shown(one.check, f"check-{number}", one.printed, _is_waiting(one.check))
        for number, one in enumerate(told(report), 1)
    }
    tasks = tuple(
        _task(task, titles.get(task.name, task.name), f"task-{number}", [numbered[c.id] for c in task.checks])
        for number, task in enumerate(report.tasks, 1)
    )
    steps = _steps(tasks)
    return FeedbackView(tasks, tuple(steps[:_MOST_NEXT]), max(0, len(steps) - _MOST_NEXT))


def points_text(points: float) -> str:
    """Return *points* cut after two decimals, as the terminal shows them: 99.999 is not yet 100."""
    shown = abs(cut(points))
    return f"{'−' if points < 0 and shown else ''}{shown:.2f}".removesuffix(".00")


def score_text(score: float | None, max_score: float) -> str:
    """Return ``9.50 of 10``, ``no score`` where there is none."""
    return "no score" if score is None else f"{points_text(score)} of {points_text(max_score)}"


def _task(part: TaskPart, title: str, anchor: str, checks: Sequence[Shown]) -> TaskView:
    listed = {Verdict.PASSED, Verdict.SKIPPED, Verdict.INTERNAL}
    failing = [shown for shown in checks if shown.check.verdict not in listed and not shown.waiting]
    return TaskView(
        part,
        title,
        anchor,
        tuple(_findings(failing)),
        tuple(shown for shown in checks if shown.waiting),
        tuple(shown for shown in checks if shown.check.verdict is Verdict.SKIPPED),
        tuple(shown for shown in checks if shown.check.verdict is Verdict.PASSED),
        tuple(shown for shown in checks if shown.check.verdict is Verdict.INTERNAL),
    )


def _is_waiting(check: CheckPart) -> bool:
    return check.verdict is Verdict.FAILED and check.message.startswith(_NOT_YET)


def _findings(failing: Sequence[Shown]) -> Iterator[Finding]:
    """Give what is wrong: one known mistake or one error is one finding, however many checks show it."""
    groups: dict[tuple[str, ...], list[Shown]] = {}
    for shown in failing:
        check = shown.check
        own = () if check.verdict is not Verdict.FAILED or "not submitted" in check.message else (check.id,)
        known = check.misconception
        key = ("like", known.name) if known else (str(check.verdict), check.message, *own)
        groups.setdefault(key, []).append(shown)
    for group in groups.values():
        ordered = sorted(group, key=_silence)
        yield Finding(tuple(ordered), ordered[0].check.misconception)


def _silence(shown: Shown) -> tuple[bool, bool, bool]:
    """Return what sorts the check that says most to the front: seen in full, with pictures, a pattern."""
    details = shown.check.details
    pictured = "comparison" in details or "gradient" in details
    return (shown.hidden, not pictured, not details.get("pattern"))


def _steps(tasks: Sequence[TaskView]) -> list[Finding]:
    """
    Return what there is to do, the first step first.

    Visible checks before hidden ones, whose inputs nobody can see; what rests on other tasks that fail, and
    the long training, at the end. Among equals the order of the statement, what is not written yet last.
    """
    found = [finding for task in tasks for finding in task.findings]
    found += [Finding((task.waiting[0],)) for task in tasks if task.waiting]
    order = {
        task.part.checks[0].id.partition("/")[0]: place
        for place, task in enumerate(tasks)
        if task.part.checks
    }

    def rank(finding: Finding) -> tuple[bool, bool, bool, int]:
        check = finding.first.check
        place = order.get(check.id.partition("/")[0], len(order))
        trains = check.kind is Kind.ACCURACY
        return (bool(check.details.get("uses")) or trains, finding.first.hidden, finding.first.waiting, place)

    return sorted(found, key=rank)
