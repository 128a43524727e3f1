"""
The judge's own process: run pytest over the checks of one job, each against a fresh worker.

Reads a job from standard input and tells plan, progress and the report of pytest-json-report as
JSON lines on a descriptor; nothing is written to a disk that a submission can reach. The secret comes
in a second line, once the plan is known: a fault of the assignment shows before there need be a
secret. The worker's template starts before pytest is imported, so that both load at the same time.
Where it serves, it collects the checks once and forks for each submission.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.exam import Exam
    from grader.job import Job

MEMORY_BYTES = 8 * 2**30
PLUGINS = ("pytest_metadata.plugin", "pytest_jsonreport.plugin", "grader.plugin")


def main() -> int:
    """Examine the job on standard input; return pytest's exit code."""
    gc.disable()  # until the checks are collected: next to nothing of what is loaded is ever freed
    import contextlib
    import signal

    from grader import launch
    from grader.exam import Exam
    from grader.job import Job
    from grader.lane import Lane
    from grader.room import Room

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # pytest puts its own file in the place of descriptor 0.
    with os.fdopen(os.dup(0), encoding="ascii") as orders, os.fdopen(int(sys.argv[1]), "w") as events:
        job = Job.model_validate_json(orders.readline())
        _bound_memory()
        launch.end_with_parent()
        launch.forbid_inspection()
        with contextlib.ExitStack() as lanes:
            room = Room.built(job.terms) if job.serves and job.terms else None
            if room is not None:
                lanes.callback(room.close)
            exam = Exam(
                job,
                lambda files, terms: lanes.enter_context(Lane(files, terms, room)),
                orders,
                events,
                room,
            )
            code = _run(job, exam)
        if job.serves:
            from grader.serving import leave

            leave(code, events)
        return code


def _bound_memory() -> None:
    """Let a submission that makes the judge hoard copies end its own grading and nothing else."""
    if sys.platform == "linux":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_BYTES, hard)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


class _Collector:
    """A pytest plugin that has garbage looked for once the checks are collected; all before will stay."""

    def pytest_collection_finish(self) -> None:
        gc.freeze()
        gc.enable()


def _run(job: Job, exam: Exam) -> int:
    """Run pytest with plugins that are loaded: of one by its name it would read every package's metadata."""
    import importlib

    import pytest

    from grader import checkfiles

    report = ["--json-report", "--json-report-file=none", "--json-report-omit=log,traceback,streams"]
    options = [*report, *checkfiles.options(job.assignment, job.scope)]
    plugins = [importlib.import_module(name) for name in PLUGINS]
    return int(pytest.main(options, plugins=[exam, *plugins, _Collector()]))


if __name__ == "__main__":
    sys.exit(main())
