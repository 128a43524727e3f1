"""
Hold misconceptions against checks: which check catches which mistake. Pure: runs nothing, prints nothing.

A cell is filled by running every check of a misconception's task against it, with several secrets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import pairwise
from typing import Any

from grader.misconceptions import Misconception
from grader.records import PlannedCheck, Verdict


@dataclass
class Matrix:
    """
    What each check found in the reference and in each misconception, once per secret.

    Attributes:
        checks: All checks of the assignment.
        misconceptions: All of them.
        reference: Check id to what it found in the reference.
        found: Misconception to check id to what it found there.
        messages: Misconception and check id to the message of a failure.
    """

    checks: Sequence[PlannedCheck]
    misconceptions: Sequence[Misconception]
    reference: dict[str, list[Verdict]] = field(default_factory=lambda: defaultdict(list))
    found: dict[str, dict[str, list[Verdict]]] = field(default_factory=dict)
    messages: dict[tuple[str, str], str] = field(default_factory=dict)

    def enter(self, script: str, check_id: str, verdict: Verdict, message: str) -> None:
        """Enter what a check found in a misconception, or in the reference for an empty *script*."""
        row = self.found.setdefault(script, defaultdict(list)) if script else self.reference
        row[check_id].append(verdict)
        if verdict is not Verdict.PASSED:
            self.messages.setdefault((script, check_id), message.partition("\n")[0])

    def caught(self, each: Misconception) -> list[str]:
        """Return the checks that failed *each* with every secret."""
        row = self.found.get(each.name, {})
        return [check for check, verdicts in row.items() if Verdict.PASSED not in verdicts]

    def kills(self) -> dict[str, list[str]]:
        """Return for each check the misconceptions that it failed with every secret."""
        caught = {each.name: set(self.caught(each)) for each in self.misconceptions}
        return {check.id: [name for name, ids in caught.items() if check.id in ids] for check in self.checks}

    def faults(self) -> list[str]:
        """Return what is wrong with the assignment, one line each."""
        parts = [_unsteady(self)]
        if self.found:
            parts += [_row_faults(self, each) for each in self.misconceptions]
            parts += [_idle(self), _doubles(self), _unsound_needs(self)]
        return [fault for part in parts for fault in part]

    def as_json(self) -> dict[str, Any]:
        """Return the matrix as JSON values."""
        kills = self.kills()
        return {
            "checks": [
                {"id": check.id, "task": check.task, "points": check.points, "kills": kills[check.id]}
                for check in self.checks
            ],
            "misconceptions": [
                {
                    "name": each.name,
                    "file": each.file,
                    "explanation": each.explanation,
                    "caught_by": self.caught(each),
                }
                for each in self.misconceptions
            ],
        }


def _unsteady(matrix: Matrix) -> Iterator[str]:
    """Yield the checks that fail the reference, always or by chance."""
    for check, verdicts in matrix.reference.items():
        lost = len(verdicts) - verdicts.count(Verdict.PASSED)
        if lost:
            often = f"with {lost} of {len(verdicts)} secrets" if lost < len(verdicts) else "with every secret"
            yield f"reference: {check} fails it {often}: {matrix.messages['', check]}"


def _row_faults(matrix: Matrix, each: Misconception) -> Iterator[str]:
    """Yield where a misconception survives a check that it names, or is failed by one that it does not."""
    ids = [check.id for check in matrix.checks]
    for pattern in (*each.fails, *each.also):
        if not any(fnmatchcase(check, pattern) for check in ids):
            yield f"misconception {each.name}: names {pattern}, which is no check"
    for check, verdicts in matrix.found.get(each.name, {}).items():
        passed = verdicts.count(Verdict.PASSED)
        if passed and each.must_fail(check):
            often = "" if passed == len(verdicts) else f" with {passed} of {len(verdicts)} secrets"
            yield f"misconception {each.name}: {check} lets it pass{often}"
        unnamed = passed < len(verdicts) and not each.must_fail(check) and not each.may_fail(check)
        if unnamed:
            text = matrix.messages[each.name, check]
            yield f"misconception {each.name}: {check} fails it and is not named there: {text}"


def _idle(matrix: Matrix) -> Iterator[str]:
    """Yield the checks that no misconception fails, so that nothing shows what they are good for."""
    for check, names in matrix.kills().items():
        if not names:
            yield f"{check} fails no misconception: what mistake is it for?"


def _doubles(matrix: Matrix) -> Iterator[str]:
    """Yield pairs of checks that catch exactly the same mistakes, so that each costs its points twice."""
    by_set: dict[tuple[str, frozenset[str]], list[PlannedCheck]] = defaultdict(list)
    kills = matrix.kills()
    for check in matrix.checks:
        if kills[check.id]:
            by_set[check.task, frozenset(kills[check.id])].append(check)
    for alike in by_set.values():
        for first, second in _pairs(alike):
            yield f"{first.id} and {second.id} fail exactly the same misconceptions: points are lost twice"


def _pairs(alike: Sequence[PlannedCheck]) -> Iterator[tuple[PlannedCheck, PlannedCheck]]:
    """Yield neighbours in a group of equal checks of which none says that it repeats the other."""
    for first, second in pairwise(alike):
        if not (_repeats(first, second) or _repeats(second, first)):
            yield first, second


def _repeats(one: PlannedCheck, other: PlannedCheck) -> bool:
    return any(fnmatchcase(other.id, pattern) for pattern in one.repeats)


def _unsound_needs(matrix: Matrix) -> Iterator[str]:
    """Yield needs that would cost points: a mistake that the needed check fails and the other lets pass."""
    for check in matrix.checks:
        for need in check.needs:
            for name, row in matrix.found.items():
                if need in row and check.id in row and _lets_pass(row, need, check.id):
                    yield f"{check.id} needs {need}, which fails {name} although {check.id} lets it pass"


def _lets_pass(row: Mapping[str, Sequence[Verdict]], need: str, check: str) -> bool:
    pairs: Iterable[tuple[Verdict, Verdict]] = zip(row[need], row[check], strict=False)
    return any(first is not Verdict.PASSED and second is Verdict.PASSED for first, second in pairs)
