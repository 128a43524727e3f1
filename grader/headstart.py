"""
Start the examiner of a single grading while the command line still reads what else it needs.

Knows just enough of the words of `grader check` and `grader grade` to tell which assignment they mean;
whoever asks otherwise, or for anything that is not known here, waits until the command line knows.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from grader.assignmentfolder import assignment_folder
from grader.errors import UsageError
from grader.hearing import Hearing

SCOPES = {"check": "visible", "grade": "all"}
_ASSIGNMENT = frozenset({"-a", "--assignment"})
VALUED = _ASSIGNMENT | {
    *("-o", "--output", "--format", "--also", "--html", "--audience", "--fail-under", "--deadline-s"),
    *("--submitted-at", "--text-format", "--scale", "--folder"),
}
"""Options behind which a value stands."""
FLAGS = frozenset({"--json", "-v", "--verbose", "--leaderboard", "--hide-hidden"})
"""Options that are words by themselves."""


class Words(NamedTuple):
    """
    What the words of a command line mean, as far as the examiner's start depends on it.

    Args:
        command: `check` or `grade`.
        assignment: As given; None where it is to be looked for.
        path: The submission.
    """

    command: str
    assignment: Path | None
    path: Path

    @property
    def scope(self) -> str:
        """Return which checks are meant."""
        return SCOPES[self.command]

    def folder(self) -> Path:
        """
        Return the assignment's folder, found as the command will find it.

        Never upwards from a submission that is graded: its author could have put a `config.yaml` there.

        Raises:
            UsageError: There is none.
        """
        return assignment_folder(self.assignment, self.path if self.command == "check" else Path())


class Headstart(NamedTuple):
    """
    An examiner that has been told which checks to collect, and waits for a submission.

    Args:
        assignment: Its folder, absolute.
        scope: All checks, or the visible ones.
        hearing: Its process.
    """

    assignment: Path
    scope: str
    hearing: Hearing

    def fits(self, assignment: Path, scope: str) -> bool:
        """Tell whether it was started for this."""
        return self.assignment == assignment.resolve() and self.scope == scope

    def close(self) -> None:
        """End it, if that has not been done."""
        self.hearing.__exit__(None, None, None)

    @classmethod
    def begin(cls, arguments: Sequence[str]) -> Headstart | None:
        """Start the examiner that the *arguments* of the command line ask for, if that is plain to see."""
        words = read(arguments)
        if words is None or not words.path.exists():
            return None
        try:
            assignment = words.folder().resolve()
        except (OSError, UsageError):
            return None  # which the command will tell
        return cls.of(assignment, words.scope)

    @classmethod
    def of(cls, assignment: Path, scope: str) -> Headstart:
        """Start the examiner of the checks of *assignment* in *scope*; it works out the terms itself."""
        job: dict[str, object] = {
            "assignment": str(assignment),
            "dataset": None,
            "files": {},
            "missing": [],
            "scope": scope,
            "terms": None,
            "waits": True,
            "spreads": True,
        }
        return cls(assignment, scope, Hearing(json.dumps(job).encode()))


def read(arguments: Sequence[str]) -> Words | None:
    """Return what *arguments* mean; None where they are not those of a plain check or grading."""
    places, assignment, rest = list[str](), None, iter(arguments)
    for word in rest:
        name, equals, value = word.partition("=")
        if word in FLAGS:
            continue
        if name in VALUED and (name.startswith("--") or not equals):
            value = value if equals else next(rest, "")
            assignment = Path(value) if name in _ASSIGNMENT else assignment
        elif word.startswith("-"):
            return None
        else:
            places.append(word)
    match places:
        case ["check"]:
            return Words("check", assignment, Path())
        case ["check" | "grade" as command, path]:
            return Words(command, assignment, Path(path))
    return None
