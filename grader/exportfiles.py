"""The files of platforms that one grading writes: which, where, the first form of them and the last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader import formats, wholefile
from grader.errors import InternalFault, UsageError
from grader.formats import Settings
from grader.gradescoperesults import PartialResults
from grader.records import Event
from grader.schema import Report


@dataclass(frozen=True)
class ExportFiles:
    """
    What is to be written beside a report.

    Args:
        files: Each a format's name and the file for it.
        settings: What the formats depend on besides the report.
    """

    files: tuple[tuple[str, Path], ...]
    settings: Settings

    @property
    def paths(self) -> list[Path]:
        """Where all of them go."""
        return [path for _, path in self.files]

    def follower(self) -> Callable[[Event, int], None]:
        """
        Return what is to be called with each event of the grading: it writes files in their first form.

        Gradescope's is the one format that has one. A pipe, a device and what a link leads to get the last
        form alone.

        Raises:
            UsageError: When called: such a file cannot be written.
        """
        partial = [
            PartialResults(path, hide=self.settings.hide)
            for name, path in self.files
            if name == "gradescope" and not wholefile.is_special(path)
        ]

        def follow(event: Event, total: int) -> None:
            for each in partial:
                try:
                    each(event, total)
                except OSError as error:
                    raise UsageError(f"a gradescope file cannot be written: {error}") from error

        return follow

    def write(self, report: Report) -> list[str]:
        """
        Write all of them and return a note for each that has no form for a *report* without a score.

        Raises:
            UsageError: One cannot be written, or a setting is missing.
        """
        notes = []
        for name, path in self.files:
            try:
                formats.write_export(name, report, path, self.settings)
            except InternalFault as fault:
                notes.append(f"{path} was not written: {fault}")
        return notes


def export_files(texts: Sequence[str], settings: Settings) -> ExportFiles:
    """
    Return the files that *texts* name, each ``FORMAT=FILE``.

    Raises:
        UsageError: A format is unknown, or a file is missing or named twice.
    """
    files = tuple(formats.also(text) for text in texts)
    seen: set[Path] = set()
    for name, path in files:
        if path.absolute() in seen and not formats.platform_format(name).variable:
            raise UsageError(f"--also {name}={path}: that file is written by another format already")
        seen.add(path.absolute())
    return ExportFiles(files, settings)
