"""
Put what came of a submission where it belongs, and tell whether that was done before.

A report is written whole, then recorded in the gradebook, then entered in the ledger: whoever finds the entry
finds the others. The disk is waited for meanwhile, for some reports at a time; the ledger knows a report that
a power cut has broken.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from grader import latepolicy, wholefile
from grader.config import Config
from grader.errors import UsageError
from grader.gradebook import Gradebook
from grader.gradebookrows import Written, report_digest
from grader.gradebookviews import storable
from grader.gradingkeys import Keys
from grader.handins import Handin
from grader.ledger import Entry, Ledger, reused
from grader.records import PlannedCheck
from grader.report import write_report
from grader.results import Result
from grader.schema import Report
from grader.seat import Course
from grader.seeds import framed_sha256
from grader.standstill import Standstill

_TOGETHER = 16
"""Reports that the disk is waited for at a time: their folder is settled once for all of them."""


@dataclass(frozen=True)
class Orders:
    """
    What a batch is to do.

    Args:
        course: Against what to grade.
        config: Of the assignment.
        plan: Its checks.
        keys: What results are named by.
        folder: Where everything goes.
        fresh: Whether to run everything, whatever is known.
        still: Tells whether the assignment is as it was when *keys* were made; nothing tells without one.
    """

    course: Course
    config: Config
    plan: Sequence[PlannedCheck]
    keys: Keys
    folder: Path
    fresh: bool = False
    still: Standstill | None = None

    @property
    def reports(self) -> Path:
        """Where the reports are."""
        return self.folder / "reports"


class Filing:
    """
    The reports, gradebook and ledger of one batch.

    Args:
        orders: What the batch is to do.
        gradebook: Records every result.
    """

    def __init__(self, orders: Orders, gradebook: Gradebook) -> None:
        self._orders, self._gradebook = orders, gradebook
        self._ledger = Ledger(orders.folder / "cache" / "reports", orders.reports)
        self._recorded = gradebook.recorded(orders.config.name)
        self._disk = ThreadPoolExecutor(1, "grader-disk")
        self._written: list[Path] = []
        self._settling: list[Future[None]] = []

    def key(self, handin: Handin, raw: str) -> str:
        """
        Return the key of all that the report on *handin* and its place in the gradebook depend on.

        Args:
            handin: Who, and when.
            raw: Stands for the contents.
        """
        known = (
            handin.id,
            handin.student,
            handin.name,
            handin.group,
            json.dumps(handin.ids, sort_keys=True),
            str(handin.submitted_at),
            str(handin.late),
            str(self._late_s(handin)),
        )
        parts = (self._orders.keys.report, raw, *known)
        return framed_sha256(part.encode("utf-8", "surrogateescape") for part in parts).hex()

    def find(self, handin: Handin, key: str) -> Result | None:
        """Return what became of *handin*, if its report is there, made of what *key* means, and recorded."""
        entry = self._ledger.find(handin.id, key)
        if entry is None or (storable(handin.student), entry.grading) not in self._recorded:
            return None
        return reused(entry.result)

    def put_away(self, handin: Handin, key: str, report: Report, result: Result) -> None:
        """
        Write, record and enter what came of *handin*, in this order.

        Raises:
            UsageError: A file or the gradebook cannot be written.
        """
        told = {
            "id": handin.id,
            "submitted_at": handin.submitted_at.isoformat() if handin.submitted_at else None,
            "late_s": self._late_s(handin),
        }
        report = report.model_copy(update={"submission": report.submission.model_copy(update=told)})
        path = self._orders.reports / f"{handin.id}.json"
        text = write_report(report, path, lasting=False)
        self._written.append(path)
        if len(self._written) == _TOGETHER:
            self._begin_to_settle()
        digest = report_digest(report)
        if (storable(handin.student), digest) in self._recorded:
            self._gradebook.record(handin, report)
        else:
            self._gradebook.enter(handin, Written(report, text, digest))
        self._ledger.enter(Entry(key, hashlib.sha256(text.encode()).hexdigest(), digest, result))

    def settle(self) -> None:
        """
        Wait until the reports are on the disk.

        Raises:
            UsageError: The disk has not taken one.
        """
        self._begin_to_settle()
        settling, self._settling = self._settling, []
        for future in settling:
            future.result()

    def _begin_to_settle(self) -> None:
        written, self._written = self._written, []
        self._settling.append(self._disk.submit(_settle, written))

    def _late_s(self, handin: Handin) -> float | None:
        return latepolicy.late_s(self._orders.config.late, handin.student, handin.submitted_at)


def _settle(paths: Sequence[Path]) -> None:
    """Wait for the disk to take the reports at *paths*, which are in one folder."""
    for path in paths:
        try:
            wholefile.settle(path, folder=path is paths[-1])
        except OSError as error:
            raise UsageError(f"{path}: the report cannot be written: {error.strerror}") from error
