"""
What a second worker brings: a batch of right submissions with ten checks each, on 1 and on 2 workers.

``python benchmarks/bench_workers.py [SUBMISSIONS [ROUNDS]]``: interleaved. Once in warm seats, as in the
middle of a large class, and once by `grader batch` from the command to its end, with all starts and pages.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import bench_batch, classes, costs, tables
from grader import config as configuration
from grader.intake import read_submission
from grader.runner import Local, examine
from grader.seat import Course, Seat, whole_errand

REQUIRED = 1.85
WORKERS = (1, 2)


def main() -> None:
    """Print and write the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        submissions = classes.write(folder / "class", count)
        seats = in_seats(submissions, rounds)
        commands: dict[int, list[costs.Cost]] = {workers: [] for workers in WORKERS}
        for number in range(rounds):
            for workers in turns(number):
                out = folder / f"out{number}-{workers}"
                run = bench_batch.run(classes.TEN, submissions, out, "--workers", str(workers))
                if run.code:
                    raise SystemExit(f"grader batch ended with code {run.code}: see {out}.log")
                commands[workers].append(costs.Cost(run.cpu_s, run.wall_s))
    header = ("", "1 worker, wall s", "2 workers, wall s", "times", "1 worker, CPU s", "2 workers, CPU s")
    rows = [row("in warm seats", seats), row("`grader batch`, all of it", commands)]
    note = f"{count} submissions, 10 checks each, {os.cpu_count()} cores, medians of {rounds} rounds."
    tables.write("workers", header, rows, note)
    reached = float(rows[0][3])
    print(f"{REQUIRED} times required in seats: {'PASS' if reached >= REQUIRED else 'SHORT'} ({reached:.2f})")


def in_seats(submissions: Path, rounds: int) -> dict[int, list[costs.Cost]]:
    """Return what the class costs on either number of workers, once they are warm."""
    config = configuration.load(classes.TEN)
    course = Course(classes.TEN, b"of the benchmark")
    found: dict[int, list[costs.Cost]] = {workers: [] for workers in WORKERS}
    with ExitStack() as stack:
        plan = stack.enter_context(Seat(course)).plan
        errands = [
            whole_errand(read_submission(place, config), plan) for place in sorted(submissions.iterdir())
        ]
        runners = {
            workers: stack.enter_context(Local(workers, lambda cpu: Seat(course, cpu))) for workers in WORKERS
        }
        for workers in WORKERS:
            grade(runners[workers], errands[: 4 * workers])
        for number in range(rounds):
            for workers in turns(number):
                found[workers].append(costs.of_calls(lambda runner=runners[workers]: grade(runner, errands)))
    return found


def grade(runner: Local, errands) -> None:
    """Have all *errands* done."""
    for future in [runner.submit(examine, errand) for errand in errands]:
        assert all(outcome.verdict == "passed" for outcome in future.result().outcomes.values())


def turns(number: int) -> tuple[int, ...]:
    """Return the numbers of workers in the order of a round: neither is always the first."""
    return WORKERS[:: -1 if number % 2 else 1]


def row(name: str, found: dict[int, list[costs.Cost]]) -> list[object]:
    """Return a line of the table: medians, and the median of the ratios of wall time."""
    one, two = (costs.median(found[workers]) for workers in WORKERS)
    ratios = [a.wall_s / b.wall_s for a, b in zip(found[1], found[2], strict=True)]
    return [name, one.wall_s, two.wall_s, statistics.median(ratios), one.cpu_s, two.cpu_s]


if __name__ == "__main__":
    main()
