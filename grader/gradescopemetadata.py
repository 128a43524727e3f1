"""Read `submission_metadata.json`, which Gradescope lays beside a submission. Expects little to be there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from grader.errors import DataError

METADATA_FILE = "submission_metadata.json"
_MOST_BYTES = 64 * 2**20


class _Part(BaseModel):
    """A mapping of the file; keys that nobody knows yet are accepted."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class PlatformDates(_Part):
    """When something was or is due; dates of one student's own, where Gradescope tells of an extension."""

    due_date: AwareDatetime | None = None
    late_due_date: AwareDatetime | None = None
    release_date: AwareDatetime | None = None


class PlatformAssignment(PlatformDates):
    """The assignment as Gradescope knows it; *total_points* is a string there."""

    id: int | None = None
    course_id: int | None = None
    title: str = ""
    total_points: str | float | None = None
    group_size: int | None = None
    group_submission: bool = False
    submission_method: str = ""


class PlatformUser(_Part):
    """One of those who have submitted; several in a group."""

    email: str = ""
    id: int | None = None
    name: str = ""
    assignment: PlatformDates | None = None


class PreviousSubmission(_Part):
    """An earlier attempt; *results* is what its grading wrote, which Gradescope keeps of the latest one."""

    submission_time: AwareDatetime
    score: float | None = None
    autograder_error: bool = False
    results: dict[str, Any] | None = None


class SubmissionMetadata(_Part):
    """All that Gradescope tells of a submission."""

    id: int | str | None = None
    created_at: AwareDatetime
    assignment: PlatformAssignment = PlatformAssignment()
    submission_method: str = ""
    users: tuple[PlatformUser, ...] = ()
    previous_submissions: tuple[PreviousSubmission, ...] = Field(default=())

    @property
    def due(self) -> AwareDatetime | None:
        """When it was due: for those who have an extension the latest of their own dates."""
        own = [user.assignment.due_date for user in self.users if user.assignment]
        dates = [date for date in [*own, self.assignment.due_date] if date is not None]
        return max(dates, default=None)


def read_metadata(path: Path) -> SubmissionMetadata:
    """
    Return what the file at *path* says.

    Raises:
        DataError: It is missing, too large, no JSON, or lacks what counts; one line that names the key.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise DataError(f"{path.name}: cannot be read: {error.strerror}") from error
    if len(content) > _MOST_BYTES:
        raise DataError(f"{path.name}: has more than {_MOST_BYTES:,} bytes")
    try:
        return SubmissionMetadata.model_validate(json.loads(content))
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path.name}: {_fault(error)}") from error


def _fault(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, first['loc'])) or 'the whole'}: {first['msg']}"
    return "is no JSON"
