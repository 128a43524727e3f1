"""
Prepare the process that forks for one submission after another, once there may be many of them.

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
from grader.transcript import Transcript


def warmed(
    bench: Bench,
    items: Sequence[Any],
    open_lane: Callable[[Mapping[str, bytes]], Lane],
    entered: recital.Entered,
) -> dict[str, Transcript]:
    """
    Have forks find their code warm and what *items* ask for at hand; return how the reference answers them.

    Args:
        bench: Of the submissions.
        items: The plain checks that are asked for.
        open_lane: Confines files where submissions will be.
        entered: As in `recital.recited`.
    """
    with contextlib.suppress(Exception), open_lane(practice.FILES) as lane:
        practice.practise(practice.Ground(lane, bench.assignment, bench.config))
    with contextlib.suppress(Exception, SystemExit):
        foresight.foresee(items, bench)
    with contextlib.suppress(Exception):
        if reference_files(bench.assignment):
            return recital.recited(items, bench, entered)
    return {}
