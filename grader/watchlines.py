"""Print what a student sees who watches without a terminal: lines per run, a finding in each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from grader.page import visible_text
from grader.records import Spot
from grader.watchscreen import View


class Lines:
    """
    Plain lines on a stream, each run's once it is over.

    Args:
        stream: A pipe or a file, say.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._notice, self._runs, self._alarms = "", 0, list[str]()

    def start(self) -> None:
        """Have nothing to prepare."""

    def stop(self) -> None:
        """Have nothing to put back."""

    def draw(self, view: View) -> None:
        """Print what is new in *view*; raises OSError where nobody reads any more."""
        lines: list[str] = []
        if view.runs != self._runs:
            self._runs = view.runs
            lines += _told(view)
        if view.notice != self._notice:
            self._notice = view.notice
            lines.append(view.notice)
        alarms = [f"{_place(view, spot)}: does not compile: {reason}" for spot, reason in view.alarms]
        if alarms != self._alarms:
            self._alarms = alarms
            lines += alarms
        encoding = self._stream.encoding
        for line in lines:
            shown = visible_text(" ".join(line.split())).encode(encoding, "backslashreplace").decode(encoding)
            self._stream.write(f"{shown}\n")
        self._stream.flush()


def _told(view: View) -> Iterator[str]:
    for found in view.findings:
        if found.lost and not found.stale:
            place = f"{_place(view, found.spot)}: " if found.spot else ""
            message = found.part.message.partition("\n")[0]
            yield f"{place}{found.part.verdict}: {found.part.title}: {message}"
    passed = sum(not found.lost and not found.stale for found in view.findings)
    yield f"{passed} of {view.total} checks passed"


def _place(view: View, spot: Spot) -> str:
    try:
        path = spot.path.absolute().relative_to(view.folder.absolute())
    except ValueError:
        path = Path(spot.path)
    return f"{path}:{spot.line}"
