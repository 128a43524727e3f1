"""
Have the reference answer all checks once, and keep how, for the submissions that are examined behind it.

A fork does so, and the reference answers behind the same walls as they do. Left out are checks whose verdict
may hang on anything but the answers: the clock, a file, another check.
"""

from __future__ import annotations

import functools
import marshal
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NoReturn

from grader import launch
from grader.bench import RECORD, Bench, Record
from grader.records import Event, Kind, PlannedCheck, Verdict
from grader.selfcontained import is_selfcontained
from grader.session import Student
from grader.shortcut import perform
from grader.transcript import Recording, Transcript

_MOST_S = 20.0
"""Of wall time, of which an examiner may be silent for more; what has not been asked by then is not known."""
_MOST_BYTES = 32 * 2**20
"""Of all transcripts together."""

Entered = Callable[[], AbstractContextManager[object]]


def recited(items: Sequence[Any], bench: Bench, entered: Entered) -> dict[str, Transcript]:
    """
    Return the transcripts of those plain *items* that the reference passes, by the ids of the checks.

    Args:
        items: pytest's.
        bench: Where they run.
        entered: Makes *bench*, in a fork of this process, one where the reference is examined.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _recite(items, bench, entered, writing)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as stream:
            told = stream.read()
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        os.waitpid(child, 0)
    found = marshal.loads(told) if told else {}  # noqa: S302  of our own fork, which has met no submission
    return {check: Transcript.of_plain(*plain) for check, plain in found.items()}


def transcript_of(item: Any, bench: Bench, most_bytes: int = _MOST_BYTES) -> Transcript | None:
    """Run a check; return how it went if it has passed and there is nothing else to be told of it."""
    listening, record = _Listening(bench, most_bytes), Record(item.stash[RECORD].planned)
    perform(item, record, listening)
    silent = record.verdict is Verdict.PASSED and not record.details and not record.output
    return listening.recording.transcript() if silent and listening.recording else None


def _recite(items: Sequence[Any], bench: Bench, entered: Entered, writing: int) -> NoReturn:
    """Tell all transcripts, and end this process."""
    try:
        launch.end_with_parent()
        with entered():
            found = _transcripts(items, bench)
        told = {check: transcript.plain() for check, transcript in found.items()}
        with os.fdopen(writing, "wb") as stream:
            stream.write(marshal.dumps(told))
    finally:
        os._exit(0)


def _transcripts(items: Sequence[Any], bench: Bench) -> dict[str, Transcript]:
    found, room_bytes, end_s = dict[str, Transcript](), _MOST_BYTES, time.monotonic() + _MOST_S
    closed = functools.cache(is_selfcontained)
    for item in items:
        if time.monotonic() > end_s:
            break
        planned = item.stash[RECORD].planned
        if planned.kind is Kind.ACCURACY or not closed(item.path):
            continue
        if (transcript := transcript_of(item, bench, room_bytes)) is not None:
            found[planned.id] = transcript
            room_bytes -= transcript.size_bytes
    return found


class _Listening:
    """
    A bench that has what passes between a check and another one's workers recorded.

    Attributes:
        recording: Of the latest check that has opened the submission; None before.
    """

    skips = False

    def __init__(self, bench: Bench, most_bytes: int) -> None:
        self.assignment, self.config, self.secret = bench.assignment, bench.config, bench.secret
        self._bench, self._most_bytes = bench, most_bytes
        self.recording: Recording | None = None

    @contextmanager
    def student(self, planned: PlannedCheck, record: Record) -> Iterator[Student]:
        """Open the submission, and keep what it answers."""
        with self._bench.student(planned, record) as student:
            session = student._session
            recording = session.transport = self.recording = Recording(session.transport, self._most_bytes)
            session.look_at = recording.look_at
            yield student

    def tell(self, event: Event) -> None:
        """Ignore *event*: nobody follows."""
