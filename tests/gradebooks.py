"""
What tests of the gradebook share: reports, hand-ins, a database of either kind, and writers in processes.

PostgreSQL is tried where GRADER_TEST_POSTGRES is the URL of a server on which databases may be made; under
`CI=true` it must be there (`.ci/with-postgres COMMAND...` brings one).
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from grader.gradebook import Gradebook
from grader.handins import Handin
from grader.schema import Report

NAME = "course"
DUE = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
KINDS = ("sqlite", "postgresql")


def check(
    name: str = "sum", verdict: str = "passed", score: float | None = 1.0, **more: Any
) -> dict[str, Any]:
    """Return a check of a report, as data."""
    return {
        "id": f"layers/{name}",
        "title": f"The {name} is right",
        "kind": "unit",
        "visibility": "hidden",
        "verdict": verdict,
        "score": score,
        "max_score": 1.0,
        "message": "",
        "hint": "Think.",
        **more,
    }


def report(
    id_: str = "ada",
    score: float | None = 80.0,
    *checks: dict[str, Any],
    digest: str = "d1",
    assignment: str = "a1",
    status: str = "graded",
    max_score: float = 100.0,
    grader: str = "1.0",
    seconds: float = 1.0,
    seed_id: str = "s1",
) -> Report:
    """Return a report on what *id_* has handed in."""
    whole = None if status != "graded" else score
    return Report.model_validate(
        {
            "assignment": {"name": NAME, "digest": assignment},
            "submission": {"id": id_, "digest": digest, "files": ["layers.py"]},
            "status": status,
            "score": whole,
            "max_score": max_score,
            "tasks": [{"name": "layers", "score": whole, "max_score": max_score, "checks": list(checks)}],
            "accuracy": None,
            "seed_id": seed_id,
            "timing": {"wall_s": seconds},
            "environment": {
                "grader": grader,
                "python": "3.11",
                "numpy": "2.4",
                "blas": "openblas",
                "platform": "linux",
                "isolation": "process",
            },
        }
    )


def handin(student: str = "ada", hours: float | None = -1.0, **more: Any) -> Handin:
    """Return what *student* handed in so many *hours* after the due date; None for at no known time."""
    at = None if hours is None else DUE + timedelta(hours=hours)
    return Handin(student, (), student, submitted_at=at, **more)


@contextlib.contextmanager
def place(kind: str, folder: Path) -> Iterator[Path | str]:
    """Yield the place of a gradebook that is not there yet, a file in *folder* or a database of its own."""
    if kind == "sqlite":
        yield folder / "gradebook.sqlite"
        return
    server = os.environ.get("GRADER_TEST_POSTGRES")
    if not server:
        if os.environ.get("CI") == "true":
            pytest.fail("GRADER_TEST_POSTGRES is not set: run the tests by .ci/with-postgres")
        pytest.skip("GRADER_TEST_POSTGRES is not set")
    name = f"grader_{secrets.token_hex(6)}"
    _told(server, f'CREATE DATABASE "{name}"')
    try:
        yield f"{server.rsplit('/', 1)[0]}/{name}"
    finally:
        _told(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _told(server: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


def in_two_processes(place: Path | str) -> list[int]:
    """Let two processes write at once; return how many results were news to each."""
    context = multiprocessing.get_context("spawn")
    start, told = context.Barrier(2), context.Queue()
    writers = [context.Process(target=_write, args=(place, number, start, told)) for number in (0, 1)]
    for writer in writers:
        writer.start()
    news = [told.get(timeout=60) for _ in writers]
    for writer in writers:
        writer.join(timeout=60)
    return news


SHARED, OWN, CONTESTED, ADJUSTMENTS = 25, 10, 10, 10


def _write(place: Path | str, number: int, start: Any, told: Any) -> None:
    """Record what the other writer records too, and other results, of one attempt even; adjust points."""
    news = 0
    with Gradebook(place) as book:
        start.wait(timeout=60)
        for index in range(SHARED):
            news += book.record(handin(f"shared{index}"), report(f"shared{index}"))
        for index in range(OWN):
            own = report("shared0", 50.0 + index, digest=f"d{number}")
            news += book.record(handin("shared0", hours=-2), own)
        for index in range(CONTESTED):
            news += book.record(handin("contested"), report("contested", 10.0 * index + number))
        for _ in range(ADJUSTMENTS):
            book.adjust(NAME, "shared0", 1.0, author=f"writer {number}", reason="both of us")
    told.put(news)
