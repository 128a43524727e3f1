"""
What confinement costs a right submission: milliseconds added to a check, and to a submission.

Grades the reference by every unit and gradient check at each level that this machine offers, interleaved, so
that a drift of the machine's speed meets all levels; compares each round with its own weakest level.
``python benchmarks/bench_isolation.py [ROUNDS]``
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from grader import footprint, sandbox, seeds
from grader.confinement import Level
from grader.grading import Request, grade

ROUNDS = 9
CHECK_BUDGET_MS, SUBMISSION_BUDGET_MS = 10, 100
ASSIGNMENT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Print medians over the rounds; what is within the budget is said, not asserted."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    levels = [level for level, reason in sandbox.offered(footprint.of_python([], [])).items() if not reason]
    with tempfile.TemporaryDirectory() as folder:
        assignment = without_training(Path(folder))
        for level in levels:
            graded(assignment, level)  # warm: files in memory, groups divided
        found = [{level: graded(assignment, level) for level in levels} for _ in range(rounds)]
    count = found[0][levels[0]][2]
    print(f"{count} unit and gradient checks of the reference, {rounds} interleaved rounds, medians")
    heads = ("submission", "added", "ratio", "a check", "added", "the rest", "added")
    print(f"{'':12}" + "".join(f"{head:>11}" for head in heads))
    for level in levels:
        columns = list(zip(*(row(each[level], each[levels[0]]) for each in found), strict=True))
        total, more, ratio, check, more_check, rest, more_rest = map(statistics.median, columns)
        print(
            f"{level:12}{total:8.0f} ms{more:8.0f} ms{ratio:11.3f}{check:8.2f} ms{more_check:8.2f} ms"
            f"{rest:8.0f} ms{more_rest:8.0f} ms"
        )
    print(f"allowed: {CHECK_BUDGET_MS} ms more a check, {SUBMISSION_BUDGET_MS} ms more in the rest")
    print("(the rest: start and end of everything, and the first check, which waits for the start)")


def row(cost: tuple[float, float, int], base: tuple[float, float, int]) -> tuple[float, ...]:
    """Return in ms the whole, a check and the rest, each with what *cost* adds to *base*, and a ratio."""
    (total, checks, count), (base_total, base_checks, _) = cost, base
    rest, base_rest = total - checks, base_total - base_checks
    return (
        1e3 * total,
        1e3 * (total - base_total),
        total / base_total,
        1e3 * checks / count,
        1e3 * (checks - base_checks) / count,
        1e3 * rest,
        1e3 * (rest - base_rest),
    )


def without_training(folder: Path) -> Path:
    """Copy the assignment into *folder* without the accuracy check, the only one of its file."""
    for name in ("exercises", "reference"):
        shutil.copytree(ASSIGNMENT / name, folder / name)
    shutil.copy(ASSIGNMENT / "config.yaml", folder)
    (folder / "exercises" / "checks" / "test_mnist.py").unlink()
    return folder


def graded(assignment: Path, level: Level) -> tuple[float, float, int]:
    """Grade the reference; return seconds in all, those of all checks but the first, and their number."""
    started_s = time.perf_counter()
    request = Request(assignment, ASSIGNMENT / "reference", secret=seeds.PUBLIC_SECRET, isolation=level)
    report = grade(request, lambda _event, _total: None)
    total_s = time.perf_counter() - started_s
    assert report.score == report.max_score, f"the reference earned {report.score}"
    assert report.environment.isolation.startswith(level), report.environment.isolation
    seconds = list(report.timing["checks_s"].values())[1:]
    return total_s, sum(seconds), len(seconds)


if __name__ == "__main__":
    main()
