"""
Read the misconceptions of an assignment: wrong solutions, each a small change of the reference.

Knows what they say of themselves, not what a check makes of them.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from grader.courselayout import CheckRules
from grader.errors import ConfigError, UsageError
from grader.reference import reference_files
from grader.sections import PythonFile, Section, Text
from grader.yamlfile import first_fault, parse_mapping

__all__ = ["FOLDER", "Header", "Misconception", "load", "reference_files"]

FOLDER = "reference/misconceptions"
_MOST_WORDS = 60


class Header(Section):
    """What a misconception's file says of it, below the explanation."""

    file: PythonFile
    fails: Annotated[tuple[Text, ...], Field(min_length=1, strict=False)]
    also: Mapping[Text, Text] = Field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Misconception:
    """
    A named, explained, deliberately wrong solution.

    Attributes:
        name: The stem of its file.
        explanation: One sentence to the student whose code behaves like it.
        file: Which file of the reference it changes.
        fails: The checks that must fail it, as ids or shell patterns of ids.
        also: Those that may or may not, with the reason.
        overlay: What is appended to that file.
    """

    name: str
    explanation: str
    file: str
    fails: tuple[str, ...]
    also: Mapping[str, str]
    overlay: bytes

    def must_fail(self, check_id: str) -> bool:
        """Tell whether the check of this id must fail it."""
        return any(fnmatchcase(check_id, pattern) for pattern in self.fails)

    def may_fail(self, check_id: str) -> bool:
        """Tell whether there is a reason for which the check of this id may fail it."""
        return any(fnmatchcase(check_id, pattern) for pattern in self.also)

    @cached_property
    def words(self) -> dict[str, str]:
        """What a report tells of it."""
        return {"name": self.name, "explanation": self.explanation}

    def applied(self, reference: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return the files of the *reference* with the mistake in them."""
        return {**reference, self.file: reference[self.file] + b"\n\n" + self.overlay}


def load(assignment: Path, rules: CheckRules | None = None) -> tuple[Misconception, ...]:
    """
    Return the misconceptions of the *assignment* folder by name; none where there is no folder of them.

    They name no check that *rules* leave out, and one that only such checks could fail is none.

    Raises:
        UsageError: A file cannot be read.
        ConfigError: A file does not say what it must; the text names it.
    """
    reference = reference_files(assignment)
    found = (_read(path, reference) for path in sorted((assignment / FOLDER).glob("*.py")))
    kept = (_without(rules or CheckRules(), each) for each in found)
    return tuple(each for each in kept if each.fails)


def _without(rules: CheckRules, each: Misconception) -> Misconception:
    fails = tuple(pattern for pattern in each.fails if not rules.leaves_out(pattern))
    also = {pattern: why for pattern, why in each.also.items() if not rules.leaves_out(pattern)}
    return replace(each, fails=fails, also=also)


def _read(path: Path, reference: Mapping[str, bytes]) -> Misconception:
    where = f"{FOLDER}/{path.name}"
    try:
        overlay = path.read_bytes()
        docstring = ast.get_docstring(ast.parse(overlay)) or ""
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except (SyntaxError, ValueError) as error:
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        raise ConfigError(f"{where}{line}: is not Python: {getattr(error, 'msg', error)}") from error
    explanation, _, rest = docstring.partition("\n\n")
    explanation = " ".join(explanation.split())
    if not explanation.endswith(".") or len(explanation.split()) > _MOST_WORDS:
        raise ConfigError(f"{where}: its docstring must begin with a sentence of at most {_MOST_WORDS} words")
    try:
        header = Header.model_validate(parse_mapping(rest, where))
    except ValidationError as error:
        raise ConfigError(f"{where}: {first_fault(error)}") from error
    if header.file not in reference:
        raise ConfigError(f"{where}: file must be one of {', '.join(reference)}, got {header.file!r}")
    return Misconception(path.stem, explanation, header.file, header.fails, header.also, overlay)
