"""
Examine one submission after another: this process keeps what all need, and forks for each.

The forks share its memory, so that a grading costs neither the start of Python nor the collection of checks.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, NoReturn

from grader import holes, launch, misconceptions
from grader.bench import RECORD
from grader.config import Config
from grader.errand import Errand
from grader.misconceptions import Misconception
from grader.records import Kind
from grader.reference import load_reference
from grader.room import Room
from grader.shelf import Shelf, filled
from grader.training import load_images, split_of

FEW, MANY = 3, 8
"""Errands for which it is not worth while to practise, or to have the reference examined."""

_AT_FIRST_USE = (
    "numpy.random",
    "grader.ahead",
    "grader.casework",
    "grader.claims",
    "grader.diagnosis",
    "grader.glance",
    "grader.gradients",
    "grader.gradreport",
    "grader.host",
    "grader.recognition",
    "grader.review",
    "grader.stage",
    "grader.warmup",
)


def prepare(
    assignment: Path, config: Config, items: Sequence[Any]
) -> tuple[tuple[Misconception, ...], Shelf | None]:
    """
    Load what examinations will need beside the collected *items*.

    Returns the misconceptions, and the training images for all workers to read.

    Raises:
        UsageError: A file of the assignment, or the data, cannot be used.
    """
    shelf: Shelf | None = None
    if any(item.stash[RECORD].planned.kind is Kind.ACCURACY for item in items):
        images = load_images(config.accuracy.dataset)
        shelf = filled((images.train, images.labels))
        split_of(config.accuracy)
    found: tuple[Misconception, ...] = ()
    if misconceptions.reference_files(assignment):
        load_reference(assignment, config.layout)
        found = misconceptions.load(assignment)
    load_ahead()
    freeze()
    return found, shelf


def freeze() -> None:
    """Have what there is stay as it is: forks need no copies of what is never freed, or free already."""
    gc.collect()
    gc.freeze()
    holes.fill()


def load_ahead() -> None:
    """Import what checks and their diagnosis need at first use, which would be in every fork."""
    for name in _AT_FIRST_USE:
        importlib.import_module(name)


def next_errand(
    orders: IO[str],
    tell: Callable[[dict[str, Any]], None],
    room: Room | None = None,
    prepare: Mapping[int, Callable[[Errand], None]] = MappingProxyType({}),
) -> Errand:
    """
    Return the next errand in a fork of this process, which itself stays here as long as there are more.

    It ends here too, when there are no more or it is interrupted: pytest would tell of that at length.

    Args:
        orders: One errand a line.
        tell: Told how each fork has ended.
        room: Tidied up behind each fork, and closed at the end.
        prepare: What to do in the room after so many errands, with the next one: there may be more behind it.
    """
    server = os.getpid()
    try:
        for errand in _errands(orders, room, prepare):
            child = os.fork()
            if child == 0:
                launch.end_with_parent()
                if os.getppid() != server:
                    os._exit(1)  # it ended before it could end this one
                return errand
            code = _exit_code(child)
            tell({"ended": code, "token": errand.token})
            if room is not None:
                room.tidy(in_doubt=code not in (0, 1))
    except KeyboardInterrupt:
        if os.getpid() != server:
            raise
    if room is not None:
        room.close()
    os._exit(0)


def _errands(
    orders: IO[str], room: Room | None, prepare: Mapping[int, Callable[[Errand], None]]
) -> Iterator[Errand]:
    """Yield each errand of *orders*; see `next_errand`."""
    served = 0
    while line := orders.readline():
        if (errand := _errand(line)) is None:
            continue  # by somebody else, who must not be answered
        if room is not None and served in prepare:
            prepare[served](errand)
            room.tidy()
            freeze()
        served += 1
        yield errand


def leave(code: int, events: IO[str]) -> NoReturn:
    """End this fork at once: taking an interpreter apart costs more than many a check."""
    for stream in (events, sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _errand(line: str) -> Errand | None:
    """Return the errand in *line*, with what is to stand in all messages on it; None if there is none."""
    with contextlib.suppress(ValueError):
        errand = Errand.model_validate_json(line)
        return errand if errand.token else None
    return None


def _exit_code(child: int) -> int:
    """Return how a fork has ended; if this process is ended meanwhile, that one is as well."""
    try:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    except KeyboardInterrupt:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)
        raise
