"""Say what the section `late:` of `config.yaml` may hold, as a frozen model. Computes no lateness."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from grader.sections import Section

_EXAMPLE = "2026-11-30T23:59:00+01:00"
_MOST_HOURS = 24 * 366 * 10
_FIRST_YEAR, _LAST_YEAR = 1970, 2999


def _moment(value: Any) -> datetime:
    """Return *value*, as YAML has read it, as a date and time with an offset."""
    found = value
    if isinstance(value, str):
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            found = None
    if isinstance(found, datetime) and found.tzinfo is not None and _FIRST_YEAR <= found.year <= _LAST_YEAR:
        return found
    got = str(value) if isinstance(value, date) else repr(value)
    message = "must be a date and time with an offset such as {example}, got {got}"
    raise PydanticCustomError("rule", message, {"example": _EXAMPLE, "got": got[:60]})


def _extension(value: Any) -> timedelta | datetime:
    """Return hours as a length of time, and anything else as a date and time."""
    if isinstance(value, timedelta):
        value = value.total_seconds() / 3600
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _moment(value)
    if not 0 <= value <= _MOST_HOURS:  # NaN neither
        message = "must be hours from 0 to {most}, or a date and time, got {got}"
        raise PydanticCustomError("rule", message, {"most": _MOST_HOURS, "got": repr(value)})
    return timedelta(hours=value)


def _by_student(value: Any) -> Any:
    """Refuse 1042 and 0071 as students: YAML takes them for numbers, and the second for 57."""
    for student in value if isinstance(value, dict) else ():
        if not isinstance(student, str):
            message = "must name students in quotation marks, got {got}"
            raise PydanticCustomError("rule", message, {"got": repr(student)})
    return value


Moment = Annotated[datetime, BeforeValidator(_moment)]
Extension = Annotated[timedelta | datetime, BeforeValidator(_extension)]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Minutes = Annotated[float, Field(ge=0, le=60 * _MOST_HOURS, allow_inf_nan=False)]


class LateRules(Section):
    """
    When submissions are due, what lateness costs, and which attempt of a student counts.

    *extensions* are by student: a length of time, or the student's own due date.
    """

    due: Moment | None = None
    grace_min: Minutes = 0
    percent_per_day: Percent = 0
    max_percent: Percent = 100
    cutoff: Moment | None = None
    extensions: Annotated[Mapping[str, Extension], BeforeValidator(_by_student)] = Field(default_factory=dict)
    counts: Literal["last", "best", "first"] = "last"
    before_deadline_only: bool = False

    @model_validator(mode="after")
    def _need_due(self) -> LateRules:
        if self.due is None:
            needy = ("grace_min", "percent_per_day", "before_deadline_only", "extensions")
            for key in needy:
                if getattr(self, key) and not (key == "extensions" and self.cutoff):
                    raise PydanticCustomError("rule", "means nothing without late.due", {"path": (key,)})
        return self

    @model_validator(mode="after")
    def _in_order(self) -> LateRules:
        if self.due and self.cutoff and self.cutoff < self.due:
            context = {"path": ("cutoff",), "got": str(self.cutoff), "due": str(self.due)}
            raise PydanticCustomError("rule", "must not be before the due date {due}, got {got}", context)
        start = self.due or self.cutoff
        for student, extension in self.extensions.items():
            if isinstance(extension, datetime) and start and extension < start:
                context = {"path": ("extensions", student), "got": str(extension), "due": str(start)}
                raise PydanticCustomError("rule", "must not be before the due date {due}, got {got}", context)
        return self
