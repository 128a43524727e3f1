"""Say what an instructor may set in a package for Gradescope, and read and write it as a short YAML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from grader.errors import ConfigError
from grader.sections import Positive, PositiveInt, Section
from grader.yamlfile import first_fault, read_mapping

SETTINGS_FILE = "settings.yaml"
_LONGEST_MIN = 40.0
_MARGIN_S, _MARGIN_SHARE = 30.0, 0.1

_TEXT = """\
# How this autograder runs on Gradescope. It may be edited in the zip.

# At most so many attempts in so many hours; null for as many as a student likes. Attempts that Gradescope
# or the grader could not grade do not count, nor do those over the limit.
attempts: {attempts}
per_hours: {per_hours}

# The time limit in minutes that is set on Gradescope's page (10 by default there, 40 at most). The grader
# ends shortly before it.
time_limit_min: {time_limit_min}

# Enter the accuracy in the class's leaderboard.
leaderboard: {leaderboard}

# Withhold hidden checks from students altogether. Gradescope then shows them no total either.
hide_hidden: {hide_hidden}

# The form of the texts of tests: text, md or html.
text_format: {text_format}

# walled: refuse to grade where a submission could read the hidden checks (docs/ci.md); any: grade there too.
isolation: {isolation}

# Whether the image needs the full MNIST data; set by the assignment's accuracy.dataset.
fetch_data: {fetch_data}
"""


class GradescopeSettings(Section):
    """The keys of `settings.yaml`; the comments in that file explain each."""

    attempts: PositiveInt | None = None
    per_hours: Positive | None = None
    time_limit_min: Annotated[float, Field(gt=0, le=_LONGEST_MIN, allow_inf_nan=False)] = 10.0
    leaderboard: bool = False
    hide_hidden: bool = False
    text_format: Literal["text", "md", "html"] = "md"
    isolation: Literal["walled", "any"] = "walled"
    fetch_data: bool = False

    @model_validator(mode="after")
    def _both_or_none(self) -> GradescopeSettings:
        if (self.attempts is None) != (self.per_hours is None):
            context = {"path": ("per_hours" if self.per_hours is None else "attempts",)}
            raise PydanticCustomError("rule", "is missing: attempts and per_hours belong together", context)
        return self

    @property
    def deadline_s(self) -> float:
        """After how many seconds the grader ends by itself: a margin before Gradescope ends it."""
        limit_s = 60.0 * self.time_limit_min
        return limit_s - min(_MARGIN_S, _MARGIN_SHARE * limit_s)


def read_settings(path: Path) -> GradescopeSettings:
    """
    Return what the file at *path* says.

    Raises:
        UsageError: It cannot be read.
        ConfigError: It has a fault; the text is one line that names file and key.
    """
    data = read_mapping(path)
    try:
        return GradescopeSettings.model_validate(data)
    except ValidationError as error:
        raise ConfigError(f"{path.name}: {first_fault(error)}") from error


def settings_text(settings: GradescopeSettings) -> str:
    """Return the file that says *settings*, with a comment at each key."""
    return _TEXT.format(**{name: _yaml(value) for name, value in settings.model_dump().items()})


def _yaml(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return f"{value:g}" if isinstance(value, float) else str(value)
