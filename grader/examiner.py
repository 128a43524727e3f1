"""
The judge's own process: run pytest over the checks of one job, each against a fresh worker.

Reads a job from standard input and tells plan, progress and the report of pytest-json-report as
JSON lines on a descriptor; nothing is written to a disk that a submission can reach. The secret comes
in a second line, once the plan is known: a fault of the assignment shows before there need be a
secret. The worker's template starts before pytest is imported, so that both load at the same time.
Where it serves, it collects the checks once and forks for each submission.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys

from grader import checkfiles, launch
from grader.exam import Exam, Job
from grader.lane import Lane

MEMORY_BYTES = 8 * 2**30
PLUGINS = ("pytest_metadata.plugin", "pytest_jsonreport.plugin")


def main() -> int:
    """Examine the job on standard input; return pytest's exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # pytest puts its own file in the place of descriptor 0.
    with os.fdopen(os.dup(0), encoding="ascii") as orders, os.fdopen(int(sys.argv[1]), "w") as events:
        job = Job.model_validate_json(orders.readline())
        _bound_memory()
        launch.end_with_parent()
        launch.forbid_inspection()
        with contextlib.ExitStack() as lanes:
            exam = Exam(job, lambda files: lanes.enter_context(Lane(files, job.terms)), orders, events)
            return _run(job, exam)


def _bound_memory() -> None:
    """Let a submission that makes the judge hoard copies end its own grading and nothing else."""
    if sys.platform == "linux":
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_BYTES, hard)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def _run(job: Job, exam: Exam) -> int:
    import pytest

    report = ["--json-report", "--json-report-file=none", "--json-report-omit=log,traceback,streams"]
    for plugin in PLUGINS:
        report += ["-p", plugin]
    return int(pytest.main([*report, *checkfiles.options(job.assignment, job.scope)], plugins=[exam]))


if __name__ == "__main__":
    sys.exit(main())
