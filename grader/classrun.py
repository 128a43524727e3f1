"""
Take a class in, have it graded, and put the grades where they belong: what `grader batch` does.

Knows no terminal; who follows is told.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from grader import config as configuration
from grader import mnist, seeds, wholefile
from grader.accounts import Account
from grader.batch import Batch
from grader.classintake import ClassIntake, describe, take_in
from grader.config import Config
from grader.errors import UsageError
from grader.filing import Orders
from grader.gradebook import Gradebook
from grader.gradescsv import write_grades
from grader.gradingkeys import files_of, keys_of
from grader.results import BatchOutcome, Follower, Result
from grader.roster import read_roster
from grader.runner import Local, MakeSeat, processors
from grader.seat import Course, Seat
from grader.source import shown
from grader.standstill import Standstill

GRADEBOOK = "gradebook.sqlite"


@dataclass(frozen=True)
class ClassRequest:
    """
    Which class to grade, by what, and where to.

    Args:
        assignment: The folder with `config.yaml`.
        submissions: In any of the forms that `take_in` knows.
        folder: Where everything goes; made if it is not there.
        roster: A list of the class.
        workers: How many submissions at once; as many as there are processors by default.
        cluster: Address of a Dask scheduler, to grade there.
        tls: Dask's configuration with certificates for the cluster.
        database: Of the gradebook, in the place of a file in *folder*.
        dataset: In place of the one that `config.yaml` names.
        fresh: Whether to run everything again, whatever is known.
    """

    assignment: Path
    submissions: Path
    folder: Path
    roster: Path | None = None
    workers: int | None = None
    cluster: str | None = None
    tls: Path | None = None
    database: str | None = None
    dataset: str | None = None
    fresh: bool = False

    @property
    def gradebook(self) -> Path | str:
        """Where the gradebook is."""
        return self.database or self.folder / GRADEBOOK

    @property
    def places(self) -> list[tuple[str, Path]]:
        """What is where, by what it is called."""
        own = [("gradebook", self.folder / GRADEBOOK)] if self.database is None else []
        return [
            ("class page", self.folder / "index.html"),
            ("feedback", self.folder / "feedback"),
            ("reports", self.folder / "reports"),
            ("grades", self.folder / "grades.csv"),
            *own,
            ("notes", self.folder / "notes.txt"),
        ]


@dataclass(frozen=True)
class Ended:
    """
    A run after its last submission, for whoever makes pages of it.

    Args:
        assignment: The folder with `config.yaml`.
        folder: Where everything is.
        config: Of the assignment.
        state: Digest of the assignment and the grader; with another one each report may read otherwise.
        intake: The class.
        results: Of the submissions that were looked at.
        gradebook: Open.
        hurried: Tells whether somebody wants it to end at once.
        tell: Takes a line for the person who waits.
    """

    assignment: Path
    folder: Path
    config: Config
    state: str
    intake: ClassIntake
    results: Sequence[Result]
    gradebook: Gradebook
    hurried: Callable[[], bool]
    tell: Callable[[str], None]


Finish = Callable[[Ended], Sequence[str]]
"""Makes pages of what has ended, and returns what went wrong, each a line."""


class ClassRun:
    """
    One run of a request.

    Args:
        request: What to do.
        follower: Is told how it goes on.
        finish: Makes pages when everything is graded or the run is stopped.
    """

    def __init__(self, request: ClassRequest, follower: Follower, finish: Finish | None = None) -> None:
        self._request, self._follower, self._finish = request, follower, finish
        self._batch: Batch | None = None

    def grade(self) -> BatchOutcome:
        """
        Grade the class and return what became of it.

        Raises:
            UsageError: Something that was named is not there or wrong, or nothing can be written.
            InternalFault: This machine, or the cluster, cannot grade at all.
        """
        request, started_s = self._request, time.monotonic()
        config = configuration.load(request.assignment)
        if request.dataset:
            config = config.with_dataset(request.dataset)
        intake = self._take_in(config)
        if config.accuracy.dataset != "embedded":  # that is there
            mnist.load(config.accuracy.dataset)
        course = Course(request.assignment, seeds.secret(request.assignment, os.environ), request.dataset)
        with Seat(course) as first:
            orders = self._orders(first, course, config)
            with Gradebook(request.gradebook) as gradebook:
                absent = (Account(one.student, one.name, one.group, one.ids) for one in intake.absent)
                gradebook.enrol(config.name, *absent)
                self._follower.plan(len(intake.handins), len(orders.plan))
                results = self._graded(orders, first, intake, gradebook)
                write_grades(gradebook.grades(config), request.folder / "grades.csv")
                faults = self._finished(orders, intake, results, gradebook)
        self._write_notes(results, intake, faults)
        return BatchOutcome(
            results,
            len(intake.handins) - len(results),
            time.monotonic() - started_s,
            tuple(entry.name or entry.student for entry in intake.absent),
            tuple(f"{shown(puzzle.path)}: {puzzle.reason}" for puzzle in intake.puzzles),
        )

    def stop(self) -> None:
        """
        Begin nothing more; asked a second time, give up what is running at once.

        May be called by a signal's handler, so it takes no lock.

        Raises:
            KeyboardInterrupt: Nothing is being graded yet, so there is nothing to bring to an end.
        """
        if self._batch is None:
            raise KeyboardInterrupt
        self._batch.giving_up = self._batch.stopping
        self._batch.stopping = True

    def _take_in(self, config: Config) -> ClassIntake:
        request = self._request
        if request.folder.resolve() == request.submissions.resolve():
            raise UsageError(
                f"{request.folder}: is the class's own folder; name another one for the results, such as "
                f"{request.folder / 'graded'}"
            )
        roster = read_roster(request.roster) if request.roster else None
        _require_folder(request.folder)
        intake = take_in(request.submissions, config, roster, request.folder / "cache" / "class")
        for line in describe(intake):
            self._follower.tell(line)
        return intake

    def _orders(self, first: Seat, course: Course, config: Config) -> Orders:
        still = Standstill(
            lambda: files_of(course.assignment, config),
            [course.assignment / name for name in ("reference", "exercises")],
        )
        plan = first.plan
        keys = keys_of(course, config, plan, first.spots)
        still.require()
        return Orders(course, config, plan, keys, self._request.folder, self._request.fresh, still)

    def _graded(self, orders: Orders, first: Seat, intake: ClassIntake, gradebook: Gradebook) -> list[Result]:
        """Have everything graded; what was done counts however it ends."""
        workers = self._request.workers or len(processors())
        runner, width = self._open_runner(orders.course, first, workers)
        batch = self._batch = Batch(orders, runner, width, gradebook, self._follower)
        whole = False
        try:
            batch.run(intake.handins)
            whole = not batch.giving_up
        finally:
            runner.shutdown(wait=whole, cancel_futures=True)
        return sorted(batch.results.values(), key=lambda result: result.id)

    def _finished(
        self, orders: Orders, intake: ClassIntake, results: Sequence[Result], gradebook: Gradebook
    ) -> Sequence[str]:
        """Have pages made of what there is; return what went wrong, which is told at once as well."""
        batch = self._batch
        if self._finish is None or batch is None:
            return ()
        ended = Ended(
            orders.course.assignment,
            orders.folder,
            orders.config,
            orders.keys.report,
            intake,
            results,
            gradebook,
            lambda: batch.giving_up,
            self._follower.tell,
        )
        faults = self._finish(ended)
        for fault in faults:
            self._follower.tell(shown(fault))
        return faults

    def _open_runner(self, course: Course, first: Seat, workers: int) -> tuple[Executor, Callable[[], int]]:
        """Return what errands are done by, the *first* seat among others, and how many at a time."""
        if self._request.cluster is None:
            return Local(workers, _seats(course, first)), lambda: workers
        from grader.cluster import Cluster

        first.close()
        cluster = Cluster(self._request.cluster, course, tls=self._request.tls)
        return cluster, lambda: max(1, len(cluster.places))

    def _write_notes(self, results: Sequence[Result], intake: ClassIntake, faults: Sequence[str]) -> None:
        """Write what a person should look at and what is nobody's verdict."""
        lines = [
            *(f"{shown(puzzle.path)}: not understood: {puzzle.reason}" for puzzle in intake.puzzles),
            *intake.notes,
            *(f"{result.id}: {result.status}: {result.problem}" for result in results if result.problem),
            *(f"{result.id}: {note}" for result in results for note in result.notes),
            *faults,
        ]
        text = "".join(f"{shown(line)}\n" for line in lines)
        path = self._request.folder / "notes.txt"
        _written(path, lambda: wholefile.replace(path, text.encode()))


def _seats(course: Course, first: Seat) -> MakeSeat:
    """Return what gives the *first* seat, whose examiner is ready, to whoever asks first, and others then."""
    ready = [first]

    def seat(cpu: int | None) -> Seat:
        if not ready:
            return Seat(course, cpu)
        found = ready.pop()
        found.keep_to(cpu)
        return found

    return seat


def _require_folder(folder: Path) -> None:
    """
    Refuse a place where nothing can be written before an hour of grading, not after it.

    What a run that was killed has left half written is swept away.
    """

    def try_out() -> None:
        folder.mkdir(parents=True, exist_ok=True)
        wholefile.replace(folder / "cache" / "CACHEDIR.TAG", b"Signature: 8a477f597d28d172789f06886806bc55\n")
        for place in ("reports", "cache/reports"):
            wholefile.sweep(folder / place)

    _written(folder, try_out)


def _written(path: Path, write: Callable[[], object]) -> None:
    try:
        write()
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error
