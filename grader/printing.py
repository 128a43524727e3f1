"""Print a report on standard output, be it a pipe, full or closed. Knows no options, no exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from grader import config as configuration
from grader.errors import UsageError
from grader.grading import Request
from grader.records import Audience
from grader.render import render
from grader.schema import Report, to_json
from grader.terminal import make_console, show_report


def print_report(request: Request, report: Report, as_json: bool, audience: Audience, verbose: bool) -> None:
    """
    Print *report* for *audience*; whoever stopped reading (a pipe into `head`) has what they want.

    Raises:
        UsageError: Standard output cannot be written to.
    """
    _print_safely(lambda: _print_shown(request, render(report, audience), as_json, verbose))


def print_text(text: str) -> None:
    """
    Print what a platform reads as it is.

    Raises:
        UsageError: Standard output cannot be written to.
    """
    _print_safely(lambda: sys.stdout.write(text))


def _print_safely(act: Callable[[], object]) -> None:
    if sys.stdout is None:
        raise UsageError("standard output is closed: nothing was printed")
    try:
        act()
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # the second is Rich's word for the first
        _discard_rest()
    except OSError as error:
        _discard_rest()
        raise UsageError(f"standard output cannot be written to: {error.strerror}") from error


def _discard_rest() -> None:
    """Keep Python from complaining at its end about what is still buffered."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_shown(request: Request, shown: Report, as_json: bool, verbose: bool) -> None:
    if as_json:
        sys.stdout.write(to_json(shown))
        return
    config = configuration.load(request.assignment)
    titles = {name: task.title for name, task in config.tasks.items()}
    show_report(shown, make_console(sys.stdout), verbose=verbose, titles=titles)
