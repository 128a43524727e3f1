"""Open a submission in a fresh worker for one check, and take down what became of that worker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from grader.bench import Record
from grader.counts import Counted, Counts
from grader.courselayout import Layout
from grader.faults import Killed
from grader.lane import Lane
from grader.records import Limits, Verdict
from grader.servant import scrub
from grader.session import Session, Student

_HERE = f"{Path(__file__).parent}/"


@dataclass(frozen=True)
class Host:
    """
    Whatever a submission is opened with for one check after the other.

    Args:
        lane: Has the submission.
        files: Module name to the file of the submission that holds it.
        missing: Those of the files that were not submitted.
        layout: Where what checks ask for is.
        counts: What all of it costs.
    """

    lane: Lane
    files: Mapping[str, str]
    missing: Sequence[str]
    layout: Layout
    counts: Counts

    @contextmanager
    def student(self, limits: Limits, seed: int, record: Record) -> Iterator[Student]:
        """
        Open the submission in a fresh worker, and end that with all that it started.

        Args:
            limits: What each call, and the check as a whole, may use.
            seed: For the worker's global random states.
            record: Of the check; gets what was printed, and whether the worker was killed.

        Raises:
            Killed: What the worker ran in was killed, and the check has not noticed.
        """
        channel = self.lane.fork(limits, seed)
        transport = Counted(channel, self.counts)
        try:
            yield Student(Session(transport, self.files, self.missing, self.layout, self.lane.shelf))
        finally:
            channel.close()
            record.killed = channel.killed
            record.output = scrub(channel.output).replace(_HERE, "")
        if channel.orphaned and record.verdict is Verdict.PASSED:
            raise Killed("what your code runs in was killed during this check", {"signal": "SIGKILL"})
