"""Remember of each report of a batch what it was made of, so that a second run passes over what is done."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from grader import wholefile
from grader.errors import UsageError
from grader.results import Result


@dataclass(frozen=True)
class Entry:
    """
    What a report on disk was made of.

    Args:
        key: Of all that it depends on: the files, the checks, the rules, the secret.
        file_sha256: Of the report's file.
        grading: By which the gradebook knows the result.
        result: What became of the submission.
    """

    key: str
    file_sha256: str
    grading: str
    result: Result


_ENTRY = TypeAdapter(Entry)


class Ledger:
    """
    The entries of one batch's folder.

    Args:
        folder: Where they are kept.
        reports: Where the reports are.
    """

    def __init__(self, folder: Path, reports: Path) -> None:
        self._folder, self._reports = folder, reports

    def find(self, name: str, key: str) -> Entry | None:
        """Return the entry of the report *name* if that is on disk as it was made, and was made of *key*."""
        try:
            entry = _ENTRY.validate_json(self._path(name).read_bytes())
            if entry.key != key or entry.result.status == "internal":
                return None
            content = (self._reports / f"{name}.json").read_bytes()
        except (OSError, ValidationError):
            return None
        return entry if hashlib.sha256(content).hexdigest() == entry.file_sha256 else None

    def enter(self, entry: Entry) -> None:
        """
        Keep *entry* in the place of an earlier one.

        Raises:
            UsageError: It cannot be written.
        """
        path = self._path(entry.result.id)
        try:
            wholefile.replace(path, _ENTRY.dump_json(entry), lasting=False)
        except OSError as error:
            raise UsageError(f"{path}: cannot be written: {error.strerror}") from error

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"


def reused(result: Result) -> Result:
    """Return *result* as that of a run that did nothing for it."""
    return Result(**{**asdict(result), "seconds": 0.0, "reused": result.checks, "notes": tuple(result.notes)})
