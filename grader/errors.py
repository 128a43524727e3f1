"""What can go wrong in the grader and in a submission. Knows no other module of the package."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class GraderError(Exception):
    """A fault that ends a command; its text is one line for the person who typed the command."""

    exit_code = 3


class UsageError(GraderError):
    """The call, the configuration or a file given to a command is wrong; nothing was written."""

    exit_code = 2


class SubmissionError(UsageError):
    """What was handed in cannot be read, which is its author's affair; the text is one line for them."""


class ConfigError(UsageError):
    """A file of the assignment is wrong; the text starts with the file and the key."""


class DataError(UsageError):
    """A data file is missing, truncated or not what it claims to be; the text names the file."""


class InternalFault(GraderError):
    """The grader itself could not grade; never the student's loss."""


class CheckFailed(AssertionError):
    """
    A check's own finding about a submission.

    Args:
        message: What was checked, what came, what was expected; read by students.
        details: Numbers behind the message, JSON-serialisable; shown where the check is visible.
    """

    def __init__(self, message: str, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details: dict[str, Any] = dict(details or {})
