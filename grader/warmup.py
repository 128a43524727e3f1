"""
Prepare the process that forks for one submission after another, as there come more and more of them.

What goes wrong here costs nothing but time: the submissions are examined all the same.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grader import foresight, practice, recital
from grader.bench import Bench
from grader.lane import Lane
from grader.reference import reference_files
from grader.room import Room
from grader.transcript import Transcript


def practised(
    bench: Bench, items: Sequence[Any], room: Room | None, open_lane: Callable[[Mapping[str, bytes]], Lane]
) -> None:
    """
    Have forks find their code warm, and what *items* ask for at hand.

    Args:
        bench: Of the submissions.
        items: The checks that are asked for.
        room: Where submissions are let in, if there is one.
        open_lane: Confines files there.
    """
    with contextlib.suppress(Exception):
        if room is not None:
            room.rehearse()
        with open_lane(practice.FILES) as lane:
            practice.practise(practice.Ground(lane, bench.assignment, bench.config))
    with contextlib.suppress(Exception, SystemExit):
        foresight.foresee(items, bench)


def recited(bench: Bench, items: Sequence[Any], entered: recital.Entered) -> dict[str, Transcript]:
    """
    Return how the reference answers the plain checks *items*, as far as that can be had.

    Args:
        bench: Of the submissions.
        items: The checks that are asked for.
        entered: As in `recital.recited`.
    """
    with contextlib.suppress(Exception):
        if reference_files(bench.assignment):
            return recital.recited(items, bench, entered)
    return {}
