"""
Let an assignment prove itself: its reference earns all, its skeletons nothing, its checks catch mistakes.

The reference and the skeletons are graded as submissions are; the many runs against misconceptions, and
of the reference with many secrets, are rehearsed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader import config as configuration
from grader import misconceptions, seeds
from grader.config import Config
from grader.grading import Request, grade
from grader.judge import Follow
from grader.matrix import Matrix
from grader.misconceptions import Misconception
from grader.records import Kind, PlannedCheck, Verdict
from grader.rehearsal import Part, Rehearsal
from grader.schema import CheckPart, Report

SECRETS = 20
"""With so many secrets the reference is run, to find checks that fail it by chance."""

_EXPECTED = {
    "reference": frozenset({Verdict.PASSED}),
    "exercises": frozenset({Verdict.FAILED, Verdict.ERROR, Verdict.SKIPPED}),
}


@dataclass(frozen=True)
class Proof:
    """What a folder of the assignment earned, and what is wrong with that, one line each."""

    folder: str
    report: Report
    faults: tuple[str, ...]


def verify(assignment: Path, follow: Callable[[str], Follow]) -> list[Proof]:
    """
    Grade the reference and the skeletons of *assignment*, with the public seed.

    Args:
        assignment: The folder with `config.yaml`.
        follow: Called with a folder's name; gives what follows its grading.
    """
    return [_prove(assignment, folder, follow(folder)) for folder in _EXPECTED]


def rehearse(assignment: Path, secrets: int, follow: Callable[[int, int], None]) -> Matrix:
    """
    Run the checks of *assignment* against its reference and its misconceptions.

    Args:
        assignment: The folder with `config.yaml`.
        secrets: With how many secrets to run each misconception; 0 leaves them out.
        follow: Called with the numbers of runs that are done and of all.

    Raises:
        UsageError: A check, a misconception or the configuration is wrong.
    """
    assignment = assignment.resolve()  # the rehearsal's processes run elsewhere
    config = configuration.load(assignment)
    known = misconceptions.load(assignment, config.checks)
    with Rehearsal(assignment) as rehearsal:
        checks = rehearsal.plan()
        parts = _parts(assignment, config, checks, known, secrets)
        matrix, done = Matrix(checks, known), set[int]()
        for one in rehearsal.run(parts):
            matrix.enter(one.part.script, one.check_id, one.verdict, one.message)
            done.add(id(one.part))
            follow(len(done), len(parts))
    return matrix


def _parts(
    assignment: Path,
    config: Config,
    checks: Sequence[PlannedCheck],
    known: Sequence[Misconception],
    secrets: int,
) -> list[Part]:
    """Return what to run: the reference with many secrets, without the training, and each misconception."""
    accuracy = tuple(check.id for check in checks if check.kind is Kind.ACCURACY)
    reference = misconceptions.reference_files(assignment)
    parts = [Part("", reference, secret(n), leave_out=accuracy) for n in range(SECRETS)]
    for each in known:
        files, wanted = each.applied(reference), _checks_for(each, config)
        parts += [Part(each.name, files, secret(n), wanted) for n in range(secrets)]
    return parts


def secret(number: int) -> bytes:
    """Return the secret of this *number*: as good as any, and the same in every proof."""
    return hashlib.sha256(f"verify {number}".encode()).digest()


def _checks_for(each: Misconception, config: Config) -> tuple[str, ...]:
    """Return what to run: all checks of the tasks that it names, but of tasks that use others those named."""
    own = {pattern.partition("/")[0] for pattern in each.fails}
    tasks = own & config.layout.modules_in(each.file) or own
    return (*(f"{task}/*" for task in sorted(tasks)), *each.fails)


def _prove(assignment: Path, folder: str, follow: Follow) -> Proof:
    report = grade(Request(assignment, assignment / folder, secret=seeds.PUBLIC_SECRET), follow)
    checks = [check for task in report.tasks for check in task.checks]
    faults = tuple(_fault(folder, check) for check in checks if check.verdict not in _EXPECTED[folder])
    return Proof(folder, report, faults)


def _fault(folder: str, check: CheckPart) -> str:
    first_line = check.message.partition("\n")[0]
    return f"{folder}: {check.id} {check.verdict}{': ' + first_line if first_line else ''}"
