"""
What confinement costs a right submission: milliseconds added to a check, and to a submission.

Grades the reference by every unit and gradient check at each level that this machine offers, interleaved, so
that a drift of the machine's speed meets all levels. Medians are of differences to the weakest level in the
same round; least values are less disturbed by whatever else the machine does.
``python benchmarks/bench_isolation.py [ROUNDS]``
"""

from __future__ import annotations

import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader import footprint, sandbox, seeds
from grader.confinement import Level
from grader.grading import Request, grade

ROUNDS = 9
CHECK_BUDGET_MS, SUBMISSION_BUDGET_MS = 10, 100
ASSIGNMENT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Cost:
    """Seconds of one grading: in all, of CPU, and of each check but the first, which awaits the start."""

    total_s: float
    cpu_s: float
    checks_s: dict[str, float]

    @property
    def rest_s(self) -> float:
        """Start and end of everything, with the first check."""
        return self.total_s - sum(self.checks_s.values())


def main() -> None:
    """Print a line for each level; what is within the budget is to be seen, not asserted."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    levels = [level for level, reason in sandbox.offered(footprint.of_python([], [])).items() if not reason]
    with tempfile.TemporaryDirectory() as folder:
        assignment = without_training(Path(folder))
        for level in levels:
            graded(assignment, level)  # so that files are in memory
        found = [{level: graded(assignment, level) for level in levels} for _ in range(rounds)]
    costs = {level: [each[level] for each in found] for level in levels}
    count = len(costs[levels[0]][0].checks_s)
    print(f"{count + 1} unit and gradient checks of the reference, {rounds} interleaved rounds")
    print(f"{'':12}{'submission':>11}{'ratio':>8}{'a check':>11}{'added: median':>15}{'least':>10}", end="")
    print(f"{'the rest':>12}{'added: median':>15}{'least':>10}{'CPU':>11}{'added: median':>15}{'least':>10}")
    for level in levels:
        show(level, costs[level], costs[levels[0]])
    print(f"allowed: {CHECK_BUDGET_MS} ms more a check, {SUBMISSION_BUDGET_MS} ms more in the rest")
    print(
        "(the rest: start and end of everything, and the first check, which waits for the start; CPU: of all)"
    )


def show(level: Level, costs: list[Cost], bases: list[Cost]) -> None:
    """Print what *level* costs, beside the *bases* of the same rounds."""
    names = costs[0].checks_s
    checks = [
        compared([cost.checks_s[name] for cost in costs], [base.checks_s[name] for base in bases])
        for name in names
    ]
    check, more, least = (statistics.mean(column) for column in zip(*checks, strict=True))
    rest, more_rest, least_rest = compared([cost.rest_s for cost in costs], [base.rest_s for base in bases])
    cpu, more_cpu, least_cpu = compared([cost.cpu_s for cost in costs], [base.cpu_s for base in bases])
    total_s = statistics.median(cost.total_s for cost in costs)
    ratio = statistics.median(cost.total_s / base.total_s for cost, base in zip(costs, bases, strict=True))
    print(
        f"{level:12}{1e3 * total_s:8.0f} ms{ratio:8.3f}{check:8.2f} ms{more:12.2f} ms{least:7.2f} ms"
        f"{rest:9.0f} ms{more_rest:12.0f} ms{least_rest:7.0f} ms"
        f"{cpu:8.0f} ms{more_cpu:12.0f} ms{least_cpu:7.0f} ms"
    )


def compared(seconds: Sequence[float], bases: Sequence[float]) -> tuple[float, float, float]:
    """Return in ms the median, that of the differences to the bases, and the difference of the least."""
    differences = [one - base for one, base in zip(seconds, bases, strict=True)]
    medians = [1e3 * statistics.median(values) for values in (seconds, differences)]
    return medians[0], medians[1], 1e3 * (min(seconds) - min(bases))


def without_training(folder: Path) -> Path:
    """Copy the assignment into *folder* without the accuracy check, the only one of its file."""
    for name in ("exercises", "reference"):
        shutil.copytree(ASSIGNMENT / name, folder / name)
    shutil.copy(ASSIGNMENT / "config.yaml", folder)
    (folder / "exercises" / "checks" / "test_mnist.py").unlink()
    return folder


def graded(assignment: Path, level: Level) -> Cost:
    """Grade the reference at *level* and return what it cost."""
    started_s, cpu_s = time.perf_counter(), -used_cpu_s()
    request = Request(assignment, ASSIGNMENT / "reference", secret=seeds.PUBLIC_SECRET, isolation=level)
    report = grade(request, lambda _event, _total: None)
    total_s, cpu_s = time.perf_counter() - started_s, cpu_s + used_cpu_s()
    assert report.score == report.max_score, f"the reference earned {report.score}"
    assert report.environment.isolation.startswith(level), report.environment.isolation
    return Cost(total_s, cpu_s, dict(list(report.timing["checks_s"].items())[1:]))


def used_cpu_s() -> float:
    """Return the CPU seconds of this process and of all that have ended below it."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


if __name__ == "__main__":
    main()
