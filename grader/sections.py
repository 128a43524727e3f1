"""Say what single values of `config.yaml` may be, and what holds for each of its mappings. Knows no key."""

from __future__ import annotations

import importlib.util
import re
from pathlib import PurePosixPath
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from grader.yamlfile import suggest


def _word(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", value):
        raise PydanticCustomError(
            "rule", "must be one word of letters, digits, '.', '_' and '-', got {got}", {"got": repr(value)}
        )
    return value


def identifier(value: str) -> str:
    """Return *value*, a public Python name; pydantic tells any other as the key's fault."""
    if not value.isidentifier() or not value.isascii() or value.startswith("_"):
        raise PydanticCustomError("rule", "must be a Python name, got {got}", {"got": repr(value)})
    return value


def python_file(value: str) -> str:
    """Return *value*, a relative path to a Python file; pydantic tells any other as the key's fault."""
    path = PurePosixPath(value)
    plain = str(path) == value and not path.is_absolute() and ".." not in path.parts
    if not plain or "\\" in value or not value.isprintable() or path.suffix != ".py":
        message = "must be a relative path to a .py file, with '/' between folders, got {got}"
        raise PydanticCustomError("rule", message, {"got": repr(value)})
    return value


def _library(value: str) -> str:
    spec = importlib.util.find_spec(value)
    if value == "grader" or spec is None or spec.origin is None:  # a folder that happens to be here is none
        message = "must be the import name of a library installed beside the grader, got {got}"
        raise PydanticCustomError("rule", message, {"got": repr(value)})
    return value


Text = Annotated[str, Field(min_length=1)]
Word = Annotated[str, AfterValidator(_word)]
Identifier = Annotated[str, AfterValidator(identifier)]
PythonFile = Annotated[str, AfterValidator(python_file)]
Library = Annotated[Identifier, AfterValidator(_library)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
PositiveInt = Annotated[int, Field(gt=0)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Section(BaseModel):
    """A mapping of the file: unknown keys are refused, nothing is converted, nothing changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, data: Any) -> Any:
        """Come before the complaint that a key is missing: `pionts` explains a missing `points`."""
        for key in data if isinstance(data, dict) else ():
            if key not in cls.model_fields:
                context = {"path": (str(key),), "advice": suggest(str(key), cls.model_fields)}
                raise PydanticCustomError("unknown_key", "not a known key", context)
        return data
