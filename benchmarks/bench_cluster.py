"""
What `grader batch --cluster` costs over local seats: the same errands, as many workers, the same machine.

Local seats and a Dask cluster of worker processes are open side by side, each warm; rounds of the same
submissions alternate between them, so that whatever else the machine does hits both.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from grader import config as configuration  # noqa: E402  the project's, not an installed one
from grader.cluster import Cluster  # noqa: E402  as above
from grader.intake import read_submission  # noqa: E402  as above
from grader.runner import Local, examine  # noqa: E402  as above
from grader.seat import Course, Seat, whole_errand  # noqa: E402  as above

SECRET = b"of the benchmark"


def main() -> None:
    """Print medians and ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--errands", type=int, default=8, help="in each round")
    parser.add_argument("--tasks", nargs="*", help="run the checks of these alone; default: all")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        errand = errand_of(options.tasks)
        course = Course(PROJECT, SECRET)
        local = stack.enter_context(Local(options.workers, lambda cpu: Seat(course, cpu)))
        address = stack.enter_context(dask(folder, options.workers))
        cluster = stack.enter_context(Cluster(address, course))
        while len(cluster.places) < options.workers:
            time.sleep(0.1)
        runners = {"local": local, "cluster": cluster}
        for runner in runners.values():
            seconds(runner, errand, options.workers)
        times = {name: [] for name in runners}
        for number in range(options.rounds):
            for name in sorted(runners, reverse=number % 2 == 0):
                times[name].append(seconds(runners[name], errand, options.errands))
    show(times, options, len(errand.checks))


def show(times, options, checks) -> None:
    """Print what was measured, and the ratio of each round, both halves of which share its load."""
    print(f"{options.rounds} rounds of {options.errands} submissions, {checks} checks each", end=", ")
    print(f"{options.workers} workers, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end")
    for name, measured in times.items():
        middle = statistics.median(measured)
        print(
            f"  {name:8} median {middle:.2f} s a round, {middle / options.errands:.3f} s a submission", end=""
        )
        print(f" (fastest {min(measured):.2f} s, slowest {max(measured):.2f} s)")
    ratios = [there / here for here, there in zip(times["local"], times["cluster"], strict=True)]
    fastest = min(times["cluster"]) / min(times["local"])
    print(f"  cluster / local: median {statistics.median(ratios):.3f}, of the fastest rounds {fastest:.3f}")


def seconds(runner, errand, count) -> float:
    """Return how long *count* submissions take."""
    started_s = time.perf_counter()
    for future in [runner.submit(examine, errand) for _ in range(count)]:
        assert all(outcome.verdict == "passed" for outcome in future.result().outcomes.values())
    return time.perf_counter() - started_s


def errand_of(tasks):
    """Return the errand to examine the reference as a submission."""
    config = configuration.load(PROJECT)
    with tempfile.TemporaryDirectory() as folder, Seat(Course(PROJECT, SECRET)) as seat:
        for file in (PROJECT / "reference").glob("*.py"):
            (Path(folder) / file.name).write_bytes(file.read_bytes())
        errand = whole_errand(read_submission(Path(folder), config, PROJECT), seat.plan)
    if tasks:
        checks = tuple(check for check in errand.checks if check.partition("/")[0] in tasks)
        errand = errand.model_copy(update={"checks": checks})
    return errand


@contextmanager
def dask(folder, workers):
    """Run a scheduler and workers, and give the scheduler's address."""
    file = folder / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    program = [sys.executable, "-m", "dask"]
    ours = ["--no-dashboard", "--scheduler-file", str(file)]
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    started = [
        subprocess.Popen(
            [*program, "scheduler", "--host", "127.0.0.1", "--port", "0", *ours], env=environment, **quiet
        )
    ]
    try:
        address = ""
        while not address:
            with suppress(FileNotFoundError, json.JSONDecodeError):
                address = json.loads(file.read_text())["address"]
            time.sleep(0.05)
        more = ["--nthreads", "1", "--nworkers", str(workers), "--local-directory", str(folder)]
        command = [*program, "worker", address, "--no-dashboard", *more]
        started.append(subprocess.Popen(command, env=environment, **quiet))
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
