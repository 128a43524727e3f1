"""
Prove that no check takes a point from a right solution: ``python -m tests.fairness.run --seeds 20``.

Runs every check against every solution of the corpus with many secrets, in process, and then grades each
once as a submission is graded, training included.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from grader.grading import Request, grade
from grader.records import Verdict
from grader.rehearsal import Part, Rehearsal
from grader.schema import Report
from tests.fairness.corpus import ASSIGNMENT, PROCESS_WIDE, Solution, solutions, write


def main() -> int:
    """Run what the command line asks for; 1 where a right solution lost a point."""
    arguments = _arguments()
    chosen = [one for one in solutions() if not arguments.names or one.name in arguments.names]
    started_s, lost, runs = time.monotonic(), Counter[str](), 0
    for name, check, verdict, message in rehearsed(chosen, arguments.seeds):
        runs += 1
        if verdict is not Verdict.PASSED:
            lost[name] += 1
            print(f"{name}: {check}: {verdict}: {message}", flush=True)
    print(f"{len(chosen)} solutions x {arguments.seeds} seeds: {runs} checks, {lost.total()} not passed")
    for solution, report in graded(chosen if arguments.grade else []):
        faults = list(_lost_in(report))
        lost[solution.name] += len(faults)
        print(f"{solution.name}: {report.score:g} of {report.max_score:g}", *faults, sep="\n  ", flush=True)
    print(f"{lost.total()} lost, {time.monotonic() - started_s:.0f} s")
    return 1 if lost.total() else 0


def rehearsed(
    chosen: Iterable[Solution], seeds: int, leave_out: tuple[str, ...] = ()
) -> Iterator[tuple[str, str, Verdict, str]]:
    """
    Yield solution, check, verdict and message of each check in each solution with so many secrets.

    Args:
        chosen: The solutions.
        seeds: How many secrets.
        leave_out: Ids of checks not to run.
    """
    shared, alone = [], []
    for solution in chosen:
        secrets = (f"fairness {seed}".encode() for seed in range(seeds))
        parts = [
            Part(solution.name, solution.files, secret, solution.checks, leave_out) for secret in secrets
        ]
        if solution.name in PROCESS_WIDE:
            alone.append(Rehearsal(ASSIGNMENT, processes=1).run(parts))
        else:
            shared += parts
    with _stderr_held():
        for found in chain(Rehearsal(ASSIGNMENT).run(shared), *alone):
            yield found.part.script, found.check_id, found.verdict, found.message


def graded(chosen: Iterable[Solution]) -> Iterator[tuple[Solution, Report]]:
    """Yield each solution with the report that a grading of it gives, two at a time."""

    def one(solution: Solution) -> tuple[Solution, Report]:
        with tempfile.TemporaryDirectory() as folder:
            request = Request(ASSIGNMENT, write(solution, Path(folder)), secret=solution.name.encode())
            return solution, grade(request, lambda *_: None)

    with ThreadPoolExecutor(2) as pool:
        yield from pool.map(one, chosen)


@contextmanager
def _stderr_held() -> Iterator[None]:
    """Keep back what solutions write to standard error, unless the rehearsal itself fails."""
    kept = os.dup(2)
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 2)
        try:
            yield
        except BaseException:
            file.seek(max(0, file.tell() - 10_000))
            os.write(kept, file.read())
            raise
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _lost_in(report: Report) -> Iterator[str]:
    for task in report.tasks:
        for check in task.checks:
            if check.verdict is not Verdict.PASSED:
                yield f"{check.id}: {check.verdict}: {check.message}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.strip().partition("\n")[0])
    parser.add_argument("names", nargs="*", help="solutions; all by default")
    parser.add_argument("--seeds", type=int, default=20, help="secrets to draw the inputs from")
    parser.add_argument("--no-grade", dest="grade", action="store_false", help="without the real gradings")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
