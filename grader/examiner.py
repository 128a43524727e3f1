"""
The judge's own process: run pytest over the checks of one job, each against a fresh worker.

Reads a job from standard input and tells plan, progress and the report of pytest-json-report as
JSON lines on a descriptor; nothing is written to a disk that a submission can reach. The secret comes
in a second line, once the plan is known: a fault of the assignment shows before there need be a
secret. The worker's template starts before pytest is imported, so that both load at the same time.
"""

from __future__ import annotations

import os
import resource
import signal
import sys

from grader import checkfiles, launch
from grader.confinement import Level
from grader.errors import ConfigError, InternalFault
from grader.exam import Exam, Job, tell
from grader.lane import Lane, Terms

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
        try:
            lane = Lane(job.files, job.terms)
        except ConfigError as fault:
            tell(events, {"fault": str(fault)})
            return 1
        except InternalFault as fault:
            tell(events, {"refused": f"{fault}{_advice(job.terms)}"})
            return 1
        with lane:
            tell(events, {"isolation": lane.isolation})
            return _run(job, Exam(job, lane, orders, events))


def _advice(terms: Terms) -> str:
    asked = "isolation.require of config.yaml asks for it, and `grader doctor` tells what this machine offers"
    return f"; {asked}" if terms.least is not Level.PROCESS else ""


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
