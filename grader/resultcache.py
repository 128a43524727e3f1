"""
Keep what checks have found, on disk and by keys, so that nothing is run twice. Knows no check and no report.

One file for each submission in each context; it is replaced whole. What cannot be read is as not there.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from grader import wholefile
from grader.errors import UsageError
from grader.records import Outcome, Verdict

_LEVEL = 4
_UNCERTAIN = frozenset({Verdict.INTERNAL, Verdict.TIMEOUT})


@dataclass(frozen=True)
class Kept:
    """
    What is known of one submission.

    Args:
        outcomes: By the keys of checks.
        reviews: The misconceptions behind failed checks, by the keys of reviews.
        timing: Seconds that are nobody's verdict.
        environment: What it ran on.
    """

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    reviews: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    timing: dict[str, Any] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

    def entered(
        self,
        outcomes: Mapping[str, Outcome],
        reviews: Mapping[str, Mapping[str, Mapping[str, str]]],
        timing: Mapping[str, Any],
        environment: Mapping[str, str],
    ) -> Kept:
        """
        Return this with more in it.

        An `internal` outcome is nothing that is known. Nor is a time limit that was passed: the machine may
        have been busy, and nobody is to lose points for that twice.
        """
        sound = {key: each for key, each in outcomes.items() if each.verdict not in _UNCERTAIN}
        return Kept(
            self.outcomes | sound,
            self.reviews | {key: {c: dict(w) for c, w in each.items()} for key, each in reviews.items()},
            self.timing | dict(timing),
            dict(environment),
        )


_KEPT = TypeAdapter(Kept)


class ResultCache:
    """
    The results of one context.

    Args:
        folder: Where they are; made when there is something to keep.
        context: Names all that holds for every check.
    """

    def __init__(self, folder: Path, context: str) -> None:
        self._folder, self._context = folder, context

    def find(self, digest: str) -> Kept:
        """Return what is known of the submission with this *digest*."""
        try:
            return _KEPT.validate_json(gzip.decompress(self._path(digest).read_bytes()))
        except FileNotFoundError:
            return Kept()
        except (OSError, EOFError, ValidationError, ValueError, gzip.zlib.error):  # type: ignore[attr-defined]
            return Kept()

    def keep(self, digest: str, kept: Kept) -> None:
        """
        Keep what is known of the submission with this *digest* in the place of what was.

        Raises:
            UsageError: It cannot be written.
        """
        path = self._path(digest)
        try:
            wholefile.replace(path, gzip.compress(_KEPT.dump_json(kept), _LEVEL, mtime=0), lasting=False)
        except OSError as error:
            raise UsageError(f"{path}: cannot be written: {error.strerror}") from error

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / f"{digest[:40]}-{self._context[:24]}.json.gz"


def read_json(path: Path) -> Any:
    """Return the JSON value in *path*, or None where there is none that can be read."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
