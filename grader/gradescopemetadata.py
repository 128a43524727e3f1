"""Read `submission_metadata.json`, which Gradescope lays beside a submission. Expects little to be there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from grader.errors import DataError

METADATA_FILE = "submission_metadata.json"
_MOST_BYTES = 64 * 2**20


def _mapping_or_none(value: Any) -> Any:
    return value if isinstance(value, dict) else None


def _number_or_none(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


class _Part(BaseModel):
    """A mapping of the file; keys that nobody knows yet are accepted, and null is as if it were not there."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {key: value for key, value in data.items() if value is not None}


class PlatformDates(_Part):
    """When something was or is due; dates of one student's own, where Gradescope tells of an extension."""

    due_date: AwareDatetime | None = None
    late_due_date: AwareDatetime | None = None
    release_date: AwareDatetime | None = None


class PlatformAssignment(PlatformDates):
    """
    The assignment as Gradescope knows it; *total_points* is a string there.

    No form is demanded of what decides nothing: a title that is none must not lift the limit of attempts.
    """

    id: Any = None
    course_id: Any = None
    title: Any = ""
    total_points: Any = None
    group_size: Any = None
    group_submission: Any = False
    submission_method: Any = ""


class PlatformUser(_Part):
    """One of those who have submitted; several in a group."""

    email: Any = ""
    id: Any = None
    name: Any = ""
    assignment: PlatformDates | None = None


class PreviousSubmission(_Part):
    """An earlier attempt; *results* is what its grading wrote, which Gradescope keeps of the latest one."""

    submission_time: AwareDatetime
    score: Annotated[float | None, BeforeValidator(_number_or_none)] = None
    autograder_error: bool = False
    results: Annotated[dict[str, Any] | None, BeforeValidator(_mapping_or_none)] = None


class SubmissionMetadata(_Part):
    """All that Gradescope tells of a submission."""

    id: int | str | None = None
    created_at: AwareDatetime
    assignment: PlatformAssignment = PlatformAssignment()
    submission_method: Any = ""
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
