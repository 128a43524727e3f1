"""
Have the checks that a save touches run again: which they are, when, and on what. Knows no terminal.

While one examiner runs, the next gets ready as soon as the edited task is done; a save ends what is left
of a run and begins another at once. A file that does not compile holds its own tasks back, and no others.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from grader import archive, mnist, saves, seeds
from grader import config as configuration
from grader.board import Board
from grader.errors import GraderError, UsageError
from grader.grading import Request, terms_of
from grader.intake import Submission, read_submission
from grader.sitting import Sitting
from grader.touched import importers, touched

AGAIN_S = 0.15
"""After a file has gone or is empty: an editor may be about to write it."""

_STOP_S = 2.0


class Recheck:
    """
    A student's folder, the examiners that look at it, and what they found.

    Args:
        request: What to check, by what.

    Attributes:
        board: The verdicts; None before there is a plan.
        notice: One line: what was saved, or what is wrong with it.
        broken: The files that do not compile and count, each with line and reason.
        runs: How many examinations have come to their ends.

    Raises:
        UsageError: There is nothing to watch there, or the assignment is wrong.
    """

    board: Board | None
    broken: Mapping[str, tuple[int, str]]

    def __init__(self, request: Request) -> None:
        if request.submission.is_file() and archive.suffix_of(request.submission):
            raise UsageError(f"{request.submission}: --watch needs a folder or a file, not an archive")
        self._request = request
        self.board, self.notice, self.runs = None, "getting ready", 0
        self._spare: Sitting | None = None
        self._running: Sitting | None = None
        self._leaving: list[tuple[float, Sitting]] = []
        self._wanted, self._what, self._first, self._began_s = True, "all checks", "", 0.0
        self._in_doubt = self._fault_told = False
        self._course = saves.course_state(request.assignment)
        self._config = configuration.load(request.assignment)
        self._hold(read_submission(request.submission, self._config, request.assignment))
        mnist.load(self._config.accuracy.dataset)

    @property
    def root(self) -> Path:
        """The folder in which the submission's files lie; it need not be the one that was named."""
        folder = self._request.submission
        if folder.is_file():
            return folder.parent
        first = next(iter(self._submission.files))
        candidates = [inner for inner in saves.own_folders(folder) if (inner / first).is_file()]
        return min(candidates, key=lambda inner: len(inner.parts), default=folder)

    def folders(self) -> tuple[str, ...]:
        """Return the folders to watch."""
        return saves.folders_to_watch(self._request.submission, self._request.assignment)

    # ------------------------------------------------------------ saves

    def look(self) -> bool:
        """
        Compare what is there with what was there, and begin anew where that matters.

        Returns:
            Whether to look again after `AGAIN_S`, before anything is believed.
        """
        doubted, self._in_doubt = self._in_doubt, False
        try:
            if (course := saves.course_state(self._request.assignment)) != self._course:
                self._course = course
                self._replan()
                return False
            submission = read_submission(self._request.submission, self._config, self._request.assignment)
        except GraderError as fault:
            self._in_doubt = not doubted
            if doubted or self._fault_told:
                self.notice, self._fault_told, self._in_doubt = str(fault), True, False
            return self._in_doubt
        change = saves.change(self._submission.files, submission.files)
        if change.thin and not doubted:
            self._in_doubt = True
        elif change.paths:
            self._take(submission, change)
        elif self._fault_told:
            self.notice = "the files are there again; waiting for the next save"
        self._fault_told = self._fault_told and self._in_doubt
        return self._in_doubt

    def _hold(self, submission: Submission) -> None:
        """Take *submission* for the one to check."""
        self._submission = submission
        faults = {path: saves.fault_of(path, source) for path, source in submission.files.items()}
        declared = set(self._config.layout.declared)
        self.broken = {
            path: fault
            for path, fault in faults.items()
            if fault is not None and importers([path], submission.files) & declared
        }

    def _take(self, submission: Submission, change: saves.Change) -> None:
        """Have the tasks that *change* touches checked again, and those that still wait."""
        before, board = self._submission, self.board
        self._hold(submission)
        words = [(change.edited, "saved"), (change.added, "is new"), (change.gone, "is gone")]
        self._what = "; ".join(f"{', '.join(paths)} {word}" for paths, word in words if paths)
        self.notice = self._what
        if board is None:
            return
        files = {**before.files, **submission.files}
        modules_in = self._config.layout.modules_in
        tasks = touched(change.paths, files, modules_in, board.relies, board.plan)
        if tasks:
            board.mark([*tasks, *(task for task in board.waiting if task not in tasks)])
            self._begin()
        else:
            self.notice = f"{self._what}: no check uses it"

    def again(self) -> None:
        """Run all checks once more."""
        if self.board is not None:
            self.board.mark([*self.board.relies])
        self._what = "all checks"
        self._begin()

    # ------------------------------------------------------------ examiners

    def sittings(self) -> list[Sitting]:
        """Return the examiners to hear: the one that runs first."""
        return [sitting for sitting in (self._running, self._spare) if sitting is not None]

    def prepare(self) -> None:
        """Have the next examiner get ready."""
        try:
            self._spare = Sitting(self._request.assignment, terms_of(self._request, self._config))
        except GraderError as fault:
            self.notice = str(fault)

    def _replan(self) -> None:
        """Begin from the beginning: the assignment itself has changed."""
        for sitting in self.sittings():
            self._dismiss(sitting)
        self._running = self._spare = self.board = None
        try:
            self._config = configuration.load(self._request.assignment)
            self._hold(read_submission(self._request.submission, self._config))
            mnist.load(self._config.accuracy.dataset)
        except GraderError as fault:
            self.notice = str(fault)
            return
        self.notice, self._what, self._wanted = "the assignment has changed", "all checks", True
        self.prepare()

    def _begin(self) -> None:
        """Examine what waits for it; the rest of a run that is not over yet waits again."""
        if self._running is not None:
            self._dismiss(self._running)
            self._running = None
        if self._spare is None:
            self.prepare()
        spare = self._spare
        self._wanted = spare is None or not spare.is_ready
        if spare is None or not spare.is_ready:
            return
        if self.board is None:
            self.board = Board(self._config, spare.plan, spare.spots, spare.isolation, self.root)
            self.board.mark(sorted(self.board.relies, key=self._is_absent))
        board, held = self.board, self._held(self.board)
        board.pause()
        tasks = [task for task in board.waiting if task not in held]
        if not tasks:
            self.notice = f"{self._what}; {', '.join(self.broken)}: waiting until it compiles"
            return
        self.notice = f"{self._what}: checking {', '.join(tasks)}"
        self._began_s = time.monotonic()
        spare.give(self._submission, tasks, seeds.PUBLIC_SECRET)
        self._running, self._spare, self._first = spare, None, tasks[0]
        board.begin(self._submission)

    def _is_absent(self, task: str) -> bool:
        """Tell whether no file of the module that *task* is about was handed in."""
        layout = self._config.layout
        present = {module for path in self._submission.files for module in layout.modules_in(path)}
        return task in layout.modules and task not in present

    def _held(self, board: Board) -> frozenset[str]:
        """Return the tasks that cannot be checked before a file of theirs compiles."""
        files = self._submission.files
        if not self.broken:
            return frozenset()
        compiling = {path: source for path, source in files.items() if path not in self.broken}
        return frozenset(
            touched([*self.broken], compiling, self._config.layout.modules_in, board.relies, board.plan)
        )

    def hear(self, sitting: Sitting) -> None:
        """
        Take in what an examiner says; one that has been silent for too long has ended.

        One that was dismissed meanwhile is no longer asked.
        """
        if sitting not in self.sittings():
            return
        said = [] if sitting.is_silent else sitting.hear()
        over = sitting.ended or sitting.is_silent
        if sitting is self._running and self.board is not None:
            for one in said:
                self.board.take(one)
            if over:
                self._running = None
                self._conclude(sitting, self.board)
            if self._first and (over or self._first not in self.board.waiting):
                self._first = ""
                self.prepare()  # not before: its start would hold up the verdicts that are waited for
            return
        fault = sitting.fault()
        if fault is not None or over:
            self.notice = str(fault) if fault is not None else "the examiner has ended: r starts another"
            self._dismiss(sitting)
            self._spare = None
        elif sitting.is_ready and self._wanted:
            self._begin()

    def _conclude(self, sitting: Sitting, board: Board) -> None:
        board.conclude(sitting.outcomes())
        sitting.close()
        self.runs += 1
        seconds = time.monotonic() - self._began_s
        self.notice = f"{self._what}: checked in {seconds:.1f} s; waiting for the next save"

    def _dismiss(self, sitting: Sitting) -> None:
        sitting.dismiss()
        self._leaving.append((time.monotonic() + _STOP_S, sitting))

    def reap(self) -> bool:
        """Close the examiners that were dismissed, without waiting; return whether some are still there."""
        due = [one for one in self._leaving if one[1].is_gone or time.monotonic() > one[0]]
        self._leaving = [one for one in self._leaving if one not in due]
        for _, sitting in due:
            sitting.close()
        return bool(self._leaving)

    def close(self) -> None:
        """End all examiners."""
        sittings = [*self.sittings(), *(sitting for _, sitting in self._leaving)]
        for sitting in sittings:
            sitting.dismiss()
        for sitting in sittings:
            sitting.close()
        self._running = self._spare = None
        self._leaving = []
