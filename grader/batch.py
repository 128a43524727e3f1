"""
Grade a class: one submission after another into reports and gradebook, and nothing twice.

What one submission does to the grader is told in its own report and costs no other one anything. Knows no
terminal and not where errands are done.
"""

from __future__ import annotations

import contextlib
import errno
import queue
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from grader import config as configuration
from grader import machine, seeds
from grader.errand import Errand
from grader.errors import ConfigError, UsageError
from grader.filing import Filing, Orders
from grader.findings import Findings
from grader.grading import notes_on, report_on
from grader.handinfiles import raw_digest, read_handin
from grader.handins import Handin
from grader.minutes import internal
from grader.resultcache import Kept, ResultCache
from grader.results import Follower, Result
from grader.runner import examine
from grader.schema import Report
from grader.seat import Stopped
from grader.unread import unread
from grader.workforce import WorkersLost
from grader.workpiece import Workpiece

if TYPE_CHECKING:
    from grader.gradebook import Gradebook

_LOOK_S = 0.1
_PASSING = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO, errno.ESTALE, errno.ETIMEDOUT})
"""Errors of the system for which no student is to blame: too many open files, a server that is away."""

_AHEAD = 2
"""Submissions a worker that are taken in before there is room for them: none must wait for the next."""


@dataclass
class _Job:
    """One submission that is being graded."""

    handin: Handin
    key: str
    piece: Workpiece
    errand: Errand = field(default_factory=lambda: Errand(files={}, missing=()))
    began_s: float = field(default_factory=time.monotonic)
    told: bool = False


class Batch:
    """
    One run over a class.

    Args:
        orders: What to do.
        runner: Does errands: `submit(examine, errand)` gives the future of findings.
        width: Tells how many errands it does at once, now that it is asked.
        gradebook: Records every result.
        follower: Is told how it goes on.

    Attributes:
        results: Of the submissions that are done, by their ids.
        stopping: Set by whoever wants it to begin nothing more.
        giving_up: Set by whoever does not want to wait for what runs either.
    """

    def __init__(
        self,
        orders: Orders,
        runner: Executor,
        width: Callable[[], int],
        gradebook: Gradebook,
        follower: Follower,
    ) -> None:
        self._orders, self._runner, self._width = orders, runner, width
        self._follower, self._filing = follower, Filing(orders, gradebook)
        self._cache = ResultCache(orders.folder / "cache" / "results", orders.keys.context)
        self._assignment_digest = configuration.digest(orders.course.assignment)
        self._seed_id = seeds.seed_id(orders.course.secret)
        self._running: dict[Future[Findings], _Job] = {}
        self._ended: queue.SimpleQueue[Future[Findings]] = queue.SimpleQueue()  # wakes who waits, no more
        self.results: dict[str, Result] = {}
        self.stopping = self.giving_up = self._winding_up = False

    def run(self, handins: Iterable[Handin]) -> None:
        """
        Grade *handins*.

        Raises:
            ConfigError: The assignment is wrong, or not what it was any more.
            UsageError: A file cannot be written.
            InternalFault: This machine, or the cluster, cannot grade at all.
        """
        try:
            self._run(iter(handins))
        finally:
            self._filing.settle()

    def _run(self, waiting: Iterator[Handin]) -> None:
        while True:
            while not self.stopping and len(self._running) < _AHEAD * self._width():
                handin = next(waiting, None)
                if handin is None:
                    break
                self._begin(handin)
            if not self._running or self.giving_up:
                return
            if self.stopping:
                self._wind_up()
            self._await_end()
            for future in [future for future in self._running if future.done()]:
                self._proceed(self._running.pop(future), future)
            for future, job in self._running.items():
                if future.running() and not job.told:
                    self._tell_begun(job)
            self._follower.tick()

    def _await_end(self) -> None:
        """Wait until an errand ends, but no longer than others are to wait for news."""
        with contextlib.suppress(queue.Empty):
            self._ended.get(timeout=_LOOK_S)
            while True:  # all that have ended since are looked at together
                self._ended.get_nowait()

    def _wind_up(self) -> None:
        """Let only what runs come to its end, and say so once."""
        if not self._winding_up:
            self._winding_up = True
            running = sum(not future.cancel() for future in list(self._running))
            self._follower.tell(
                f"stopping; still being graded: {running}; the same command will go on from here; "
                "Ctrl-C again stops at once"
            )

    def _begin(self, handin: Handin) -> None:
        """Take a submission in: pass over what is done, reject what cannot be read, have others examined."""
        key = raw = ""
        try:
            raw = raw_digest(handin)
            key = self._filing.key(handin, raw)
            done = None if self._orders.fresh else self._filing.find(handin, key)
            if done is not None:
                self._end(done)
                return
            submission = read_handin(handin, self._orders.config, self._orders.course.assignment)
        except ConfigError:
            raise
        except (UsageError, OSError) as error:
            self._give_up(handin, key, "internal" if _is_ours(error) else "rejected", str(error), raw)
            return
        except Exception as error:  # noqa: BLE001  whatever it is, the others must be graded
            self._give_up(handin, key, "internal", _told(error), raw)
            return
        kept = Kept() if self._orders.fresh else self._cache.find(submission.digest)
        piece = Workpiece(submission, self._orders.plan, self._orders.keys, kept)
        self._go_on(_Job(handin, key, piece))

    def _go_on(self, job: _Job) -> None:
        """Have examined what is left to examine, or finish."""
        errand = job.piece.errand()
        if errand is None:
            self._finish_or_give_up(job)
            return
        work: Callable[..., Findings] = examine  # with the seat that the runner brings
        job.errand = errand
        future = self._runner.submit(work, errand)
        self._running[future] = job
        future.add_done_callback(self._ended.put)

    def _proceed(self, job: _Job, future: Future[Findings]) -> None:
        """Take what an errand has found, and run what is left, or finish."""
        if future.cancelled():
            return
        try:
            findings = future.result()
        except Stopped:
            return
        except WorkersLost as fault:
            findings = self._nothing(job, str(fault))
        if self._orders.still is not None:
            self._orders.still.require()  # else what others found would be kept under this one's name
        digest = job.piece.submission.digest
        try:
            job.piece.take(job.errand, findings)
        except Exception as error:  # noqa: BLE001  whatever it is, the others must be graded
            self._give_up(job.handin, job.key, "internal", _told(error), digest)
            return
        self._cache.keep(digest, job.piece.kept)
        self._go_on(job)

    def _nothing(self, job: _Job, reason: str) -> Findings:
        """Return what stands for findings where there are none."""
        outcomes = {check: internal(check, reason) for check in job.errand.checks}
        return Findings(outcomes, {}, {}, job.piece.environment or machine.environment(""))

    def _finish_or_give_up(self, job: _Job) -> None:
        """Finish; what makes no report is no longer known, so that the next run tries again."""
        try:
            self._finish(job)
        except UsageError:  # a disk that is full is so for all
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, the others must be graded
            digest = job.piece.submission.digest
            self._cache.keep(digest, Kept())
            self._give_up(job.handin, job.key, "internal", _told(error), digest)

    def _finish(self, job: _Job) -> None:
        self._tell_begun(job)
        piece, orders = job.piece, self._orders
        seconds = time.monotonic() - job.began_s
        findings = Findings(
            piece.outcomes,
            piece.recognised or {},
            {**piece.timing, "total_s": round(seconds, 4)},
            piece.environment,
        )
        report = report_on(
            orders.config,
            self._assignment_digest,
            piece.submission,
            orders.plan,
            findings,
            self._seed_id,
            orders.course.scope,
        )
        broken = next((each for each in piece.outcomes.values() if each.verdict == "internal"), None)
        result = Result(
            job.handin.id,
            "internal" if report.status == "internal" else "graded",
            report.score,
            report.max_score,
            seconds if piece.reused < len(orders.plan) else 0.0,
            piece.reused,
            len(orders.plan),
            f"{broken.id}: {broken.message}" if broken else "",
            tuple(notes_on(piece.submission)),
        )
        self._put_away(job.handin, job.key, report, result)

    def _give_up(
        self, handin: Handin, key: str, status: Literal["rejected", "internal"], reason: str, digest: str
    ) -> None:
        """Report a submission of which nothing was graded: no points to give, and somebody must look."""
        orders = self._orders
        report = unread(orders.config, self._assignment_digest, handin, status, reason, digest, self._seed_id)
        checks = len(orders.plan)
        result = Result(handin.id, status, None, report.max_score, checks=checks, problem=reason)
        self._follower.begin(handin.id)
        self._put_away(handin, key, report, result)

    def _put_away(self, handin: Handin, key: str, report: Report, result: Result) -> None:
        self._filing.put_away(handin, key, report, result)
        self._end(result)

    def _end(self, result: Result) -> None:
        self.results[result.id] = result
        self._follower.end(result)

    def _tell_begun(self, job: _Job) -> None:
        if not job.told:
            job.told, job.began_s = True, time.monotonic()
            self._follower.begin(job.handin.id)


def _is_ours(error: Exception) -> bool:
    """Tell whether something could not be read for a reason that may be gone in the next run."""
    cause = error if isinstance(error, OSError) else error.__cause__
    return isinstance(cause, OSError) and cause.errno in _PASSING


def _told(error: Exception) -> str:
    return f"the grader failed: {type(error).__name__}: {error}"
