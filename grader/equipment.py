"""Make what a check may ask for by the names of its arguments. Knows no pytest and no process."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from grader import journal, seeds
from grader.bench import Bench, Record
from grader.reference import load_reference
from grader.session import Session, Student
from grader.transcript import Repeating, Transcript

Maker = Callable[[Bench, Record], Any]


@contextmanager
def student(bench: Bench, record: Record) -> Iterator[Student]:
    """Open the submission's modules, freshly imported for this check alone, as long as the block runs."""
    with bench.student(record.planned, record) as opened, journal.kept(opened._session.journal):
        record.student, record.journal = opened, opened._session.journal
        try:
            if record.transcript is not None:
                _ask_ahead(opened._session, record, record.transcript)
            yield opened
        finally:
            # What the session keeps, copies of exported objects above all, must not add up over a run.
            record.answers, record.student = opened._session.answers, None


def _ask_ahead(session: Session, record: Record, transcript: Transcript) -> None:
    """Ask all that the check is known to ask, as long as the answers are known too."""
    record.ahead = session.transport = Repeating(session.transport, transcript)
    if record.ahead.ask():
        session.answers = len(transcript.steps)


def reference(bench: Bench, record: Record) -> Any:
    """Return the reference modules as attributes, and seed the states that they draw from."""
    modules = load_reference(bench.assignment, bench.config.layout)
    seed = seeds.check_seed(bench.secret, bench.config.name, f"reference of {record.planned.id}") % 2**32
    np.random.seed(seed)  # noqa: NPY002  layers draw their first weights from the global generator
    random.seed(seed)
    return modules


def rng(bench: Bench, record: Record) -> np.random.Generator:
    """Return a generator of the check's own, seeded by the secret where it is graded."""
    return np.random.default_rng(seeds.check_seed(bench.secret, bench.config.name, record.planned.id))


MAKERS: dict[str, Maker] = {
    "reference": reference,
    "rng": rng,
    "result": lambda _, record: record.result,
    "course": lambda bench, _: bench.config,
    "progress": lambda bench, _: bench.tell,
}
"""By the name of the argument; `student` ends with the check and is none of them."""
