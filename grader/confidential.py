"""Gather what of an assignment students must not see: solutions, hidden checks, mistakes, the secret."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from grader import misconceptions, seeds
from grader.errors import ConfigError
from grader.leaks import SHORTEST_LINE, Secrets, telling_line, telling_number

_SHORTEST_SECRET = 8
_SHORTEST = {"checks": 0, "misconceptions": 40}
"""By folder. Hidden checks are known by their names, as they share lines with visible ones."""


def secrets_of(
    assignment: Path, tasks: Iterable[str], products: Iterable[bytes], environ: Mapping[str, str]
) -> Secrets:
    """
    Return what must not be in the hands of a student.

    Args:
        assignment: Its folder.
        tasks: Their names, with which the ids of checks begin.
        products: What `grader build` makes of the reference: a line that is in it gives nothing away.
        environ: Where the secret may be, beside its file.

    Raises:
        ConfigError: A file of the reference does not compile.
        UsageError: A misconception cannot be read.
    """
    lines: dict[str, str] = {}
    names: dict[str, str] = {}
    constants: dict[str, str] = {}
    open_lines = {line.strip() for content in products for line in content.decode().splitlines()}
    for path in _sources(assignment / "reference"):
        where = path.relative_to(assignment).as_posix()
        shortest = _SHORTEST.get(path.parent.name, SHORTEST_LINE)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            telling = telling_line(line, shortest) if shortest else None
            if telling and line.strip() not in open_lines:
                lines.setdefault(telling, f"{where}, line {number}")
        constants |= {number: where for number in _constants(path, open_lines) if number not in constants}
    visible = _check_names(assignment / "exercises/checks")
    for name, where in _check_names(assignment / "reference/checks").items():
        if name not in visible:
            spellings = (name, *(f"{task}/{name.removeprefix('test_')}" for task in tasks))
            names |= dict.fromkeys(spellings, f"a hidden check of {where}")
    known = misconceptions.load(assignment)
    names |= {each.name: "a misconception" for each in known if "_" in each.name}
    sentences = {each.explanation: f"the misconception {each.name}" for each in known}
    return Secrets(lines, names, sentences, constants, _secret(assignment, environ))


def hidden_checks(assignment: Path) -> frozenset[str]:
    """Return the names of the hidden checks, as they stand behind the task in an id."""
    visible = _check_names(assignment / "exercises/checks")
    hidden = set(_check_names(assignment / "reference/checks")) - set(visible)
    return frozenset(name.removeprefix("test_") for name in hidden)


def _sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def _check_names(folder: Path) -> dict[str, str]:
    """Return the functions of the checks below *folder*, and the file of each."""
    return {
        name: path.name
        for path in _sources(folder)
        for name in re.findall(r"^(?:async )?def +(test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }


def _constants(path: Path, open_lines: set[str]) -> Iterator[str]:
    """Yield the telling numbers in the lines of *path* that students do not have."""
    source = path.read_text(encoding="utf-8")
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise ConfigError(f"{path}:{error.lineno}: does not compile: {error.msg}") from error
    lines = source.splitlines()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and lines[node.lineno - 1].strip() not in open_lines:
            number = telling_number(node.value)
            if number:
                yield number


def _secret(assignment: Path, environ: Mapping[str, str]) -> dict[bytes, str]:
    """Return the secret where there is one; none is made for this."""
    texts = {environ.get(seeds.SECRET_VARIABLE, ""): f"the secret of {seeds.SECRET_VARIABLE}"}
    file = assignment / seeds.SECRET_FILE
    if file.is_file():
        texts[file.read_text(encoding="utf-8", errors="replace")] = f"the secret of {seeds.SECRET_FILE}"
    return {
        text.strip().encode(): origin
        for text, origin in texts.items()
        if len(text.strip()) >= _SHORTEST_SECRET
    }
