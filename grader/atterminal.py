"""How a grading of one submission begins and ends at a terminal. Knows no options."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from grader.grading import Request
    from grader.headstart import Headstart
    from grader.judge import Follow
    from grader.records import Event
    from grader.schema import Report

INTERRUPTS = (signal.SIGINT, signal.SIGTERM)
_INTERRUPTED, _INTERRUPTED_CODE = "interrupted; nothing was written", 130


def graded(
    request: Request, *, quiet: bool, also: Follow | None = None, early: Headstart | None = None
) -> Report:
    """
    Grade, showing the progress, and return the whole report; notes come last, unless *quiet*.

    Args:
        request: What to grade.
        quiet: Whether notes are left out.
        also: Called with each event, too.
        early: An examiner that was started before the request was known.
    """
    from grader import grading
    from grader.progressview import ProgressView

    notes: list[str] = []
    try:
        if early is not None:
            _leave_interrupts_to_python()
        with ProgressView(sys.stderr) as progress:

            def follow(event: Event, total: int) -> None:
                progress(event, total)
                gc.enable()  # all that takes long to load is there
                if also is not None:
                    also(event, total)

            report = grading.grade(request, follow, None if quiet else notes.append, early)
    except KeyboardInterrupt:
        interrupted()
    if notes:
        from grader.page import visible_text

        sys.stderr.writelines(f"note: {visible_text(note)}\n" for note in notes)
    return report


def end_when_interrupted(early: Headstart) -> None:
    """
    Have whoever interrupts the command from now on end *early* and the command, until the grading begins.

    Nothing is raised: much is imported meanwhile, and an exception can get lost inside the import system.
    """

    def handle(*_: object) -> NoReturn:
        early.close()
        sys.stderr.write(f"grader: {_INTERRUPTED}\n")
        sys.stderr.flush()
        os._exit(_INTERRUPTED_CODE)

    for number in INTERRUPTS:
        if signal.getsignal(number) is signal.default_int_handler:
            signal.signal(number, handle)


def _leave_interrupts_to_python() -> None:
    for number in INTERRUPTS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)


def interrupted() -> NoReturn:
    """End the command of somebody who has stopped it."""
    end(_INTERRUPTED, _INTERRUPTED_CODE)


def leave(report: Report, unsatisfied: bool) -> NoReturn:
    """End the command as *report* demands: with 3 where the grader itself has failed."""
    if report.status == "internal":
        end("the grader itself failed at some checks; the score is withheld", 3)
    sys.exit(1 if unsatisfied else 0)


def end(message: str, code: int) -> NoReturn:
    """End the command with a line for the person who has typed it."""
    sys.stdout.flush()
    sys.stderr.write(f"grader: {message}\n")
    sys.exit(code)
