"""Find out who kills workers: the submission itself, or a stranger. Pure: no pytest, no processes."""

from __future__ import annotations

from enum import Enum, auto

_TRIALS = 3


class Killer(Enum):
    """Who killed a worker."""

    UNKNOWN = auto()
    SUBMISSION = auto()
    STRANGER = auto()


class Killings:
    """
    What the killings of one grading say about who kills; the kernel tells only that somebody did.

    A submission that kills itself does so again when the same check runs once more, with the same
    inputs; whoever kills from outside does not. Few checks are run again: after those, it is the
    submission if it was each time, else never.
    """

    def __init__(self) -> None:
        self._tried: set[str] = set()
        self._again = 0

    def killer(self, check_id: str) -> Killer:
        """Return who has just killed the worker of *check_id*; if unknown, the check must run again."""
        if check_id in self._tried:
            self._again += 1
            return Killer.SUBMISSION
        if len(self._tried) < _TRIALS:
            self._tried.add(check_id)
            return Killer.UNKNOWN
        return Killer.SUBMISSION if self._again == _TRIALS else Killer.STRANGER
