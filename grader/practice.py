"""
Run checks of no consequence in the process that will be forked, so that its forks find their code warm.

Python adapts code while it runs and fills caches of its own; in a fork each such page of memory is copied
first. What is asked here is an honest small layer of ours, behind the same walls as a submission.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from grader import seeds
from grader.assertions import assert_close, assert_gradient, expect
from grader.bench import RECORD, RECORDS, Bench, Record
from grader.config import Config
from grader.counts import Counts
from grader.courselayout import Conventions, Layout
from grader.host import Host
from grader.lane import Lane
from grader.pipeline import pipelined
from grader.records import Event, Kind, PlannedCheck, Verdict, Visibility
from grader.session import Student
from grader.turns import Turns

MODULE = "practice"
ROUNDS = 9
"""Python adapts a function at about its eighth call."""

FILES = {
    f"{MODULE}.py": b"""
import numpy as np


class Layer:
    def __init__(self, size):
        self.scale = np.zeros(size)

    def forward(self, x):
        self.x = x
        return x * self.scale

    def backward(self, error):
        self.gradient_scale = (self.x * error).sum(axis=0)
        return error * self.scale
"""
}
_PLANNED = PlannedCheck("practice/layer", MODULE, "Practice", Kind.UNIT, Visibility.HIDDEN, 1.0, "")
_LAYOUT = Layout({MODULE: f"{MODULE}.py"}, {}, Conventions())


class Ground:
    """
    A bench to practise on.

    Args:
        lane: Has `FILES`.
        assignment: Its folder, of which nothing is used.
        config: Of it, for the limits.
    """

    skips = True
    secret = b"of no consequence"

    def __init__(self, lane: Lane, assignment: Path, config: Config) -> None:
        self.assignment, self.config = assignment, config
        self._host = Host(lane, _LAYOUT.files, (), _LAYOUT, Counts())
        self._limits = config.limits_for(Kind.UNIT)

    @contextmanager
    def student(self, planned: PlannedCheck, record: Record) -> Iterator[Student]:
        """Open `FILES` in a fresh worker."""
        seed = seeds.check_seed(self.secret, self.config.name, planned.id) % 2**32
        with self._host.student(self._limits, seed, record) as student:
            yield student

    def tell(self, event: Event) -> None:
        """Ignore *event*: nobody follows."""


def practise(bench: Bench) -> list[Verdict | None]:
    """
    Take turns on *bench*, where `FILES` are opened, and return the verdicts.

    Leaves no trace in the global random states, which every check would see.
    """
    turns = Turns(bench, lambda _: None, tells=False, waits=False)
    items = [_item(_check) for _ in range(ROUNDS)]
    for item in items:
        turns.take(item, None)
    return [item.stash[RECORD].verdict for item in items]


def _check(student: Any, rng: np.random.Generator) -> None:
    """Ask for what most checks ask for: values, gradients, many calls at once."""
    scale, x, error = (rng.standard_normal(shape) for shape in (3, (2, 3), (2, 3)))
    layer = student.practice.Layer(3)
    layer.scale = scale
    assert_close(layer.forward(x), x * scale)
    assert_close(layer.backward(error), error * scale)
    assert_close(layer.gradient_scale, (x * error).sum(axis=0))
    with pipelined():
        several = [layer.forward(x + step) for step in range(8)]
    expect(all(each.shape == (2, 3) for each in several), "a shape is lost")
    assert_gradient(layer.forward, layer.backward, x, rng=rng)


def _item(function: Callable[..., None]) -> Any:
    """Return as much of one of pytest's items as a turn looks at."""
    record = Record(_PLANNED)
    session = SimpleNamespace(_setupstate=SimpleNamespace(stack={}), testsfailed=0)
    return SimpleNamespace(
        nodeid=_PLANNED.id,
        obj=function,
        fixturenames=["student", "rng"],
        stash={RECORD: record},
        config=SimpleNamespace(stash={RECORDS: {_PLANNED.id: record}}),
        session=session,
    )
