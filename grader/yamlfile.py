"""Read a YAML file strictly and tell any fault in one line. Knows no key of any file."""

from __future__ import annotations

import difflib
import re
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from grader.errors import ConfigError, UsageError

_EXPECTED = {
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "string_type": "text",
    "finite_number": "a finite number",
    "string_too_short": "text that is not empty",
    "tuple_type": "a list",
    "mapping_type": "a mapping",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
_BOUNDS = {
    "greater_than": "more than {gt:g}",
    "greater_than_equal": "at least {ge:g}",
    "less_than_equal": "at most {le:g}",
}


def read_mapping(path: Path) -> dict[Any, Any]:
    """
    Return the mapping that the YAML file at *path* holds.

    Raises:
        UsageError: The file cannot be read.
        ConfigError: It is not UTF-8, not YAML or not a mapping; the text names the file and the line.
    """
    return mapping_in(read_bytes(path), path.name)


def read_bytes(path: Path) -> bytes:
    """
    Return the content of the file at *path*.

    Raises:
        UsageError: The file cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error


def mapping_in(content: bytes, name: str) -> dict[Any, Any]:
    """
    Return the mapping that *content* is in YAML.

    Args:
        content: Of a whole file.
        name: The file's, for the messages.

    Raises:
        ConfigError: It is not UTF-8, not YAML or not a mapping; the text names the file and the line.
    """
    try:
        return parse_mapping(content.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        got = f"byte {error.object[error.start]:#04x} in line {line}"
        raise ConfigError(f"{name}: must be UTF-8, got {got}") from error


def parse_mapping(text: str, name: str) -> dict[Any, Any]:
    """
    Return the mapping that *text* is in YAML.

    A key given twice is a fault, since YAML itself would silently keep the last.

    Args:
        text: Of a file, or a part of one.
        name: The file's, for the messages.

    Raises:
        ConfigError: It is not YAML or not a mapping; the text names the file and the line.
    """
    try:
        data = yaml.load(text, _Loader)  # noqa: S506  it is a SafeLoader
    except yaml.YAMLError as error:
        raise ConfigError(f"{name}: {_yaml_fault(error)}") from error
    except ValueError as error:  # a scalar with the tag of a mapping
        raise ConfigError(f"{name}: {_one_line(str(error))}") from error
    except RecursionError as error:
        raise ConfigError(f"{name}: is nested too deeply") from error
    if not isinstance(data, dict):
        raise ConfigError(f"{name}: must be a mapping of keys, got {_shown(data)}")
    return data


def first_fault(error: ValidationError) -> str:
    """Return the first fault that pydantic found as one line: key path, what is allowed, what came."""
    details = error.errors(include_url=False)
    fault = details[0]
    context = fault.get("ctx", {})
    path = [str(part) for part in fault["loc"] if part != "[key]"]
    if fault["type"] in {"unknown_key", "unknown_task"}:
        noun = "key" if fault["type"] == "unknown_key" else "task"
        return f"{_dotted([*path, *context['path']])} is not a known {noun}{context['advice']}"
    if fault["type"] == "missing":
        return f"{_dotted(path)} is missing"
    if fault["type"] == "too_short":
        return f"{_dotted(path)} must have at least one entry, got {_shown(fault['input'])}"
    if fault["type"] == "rule":
        key = _dotted([*path, *context.get("path", ())])
        return f"{key} {fault['msg']}".strip()
    return f"{_dotted(path)} must be {_allowed(fault)}, got {_shown(fault['input'])}"


def suggest(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean 'points'? known: title, points``, the guess only where one is near."""
    names = list(known)
    near = difflib.get_close_matches(word, names, n=1)
    guess = f"; did you mean {near[0]!r}?" if near else ";"
    return f"{guess} known: {', '.join(names)}"


def _allowed(fault: ErrorDetails) -> str:
    context = fault.get("ctx", {})
    if fault["type"] in {"enum", "literal_error"}:
        return f"one of {context['expected']}"
    if fault["type"] in _BOUNDS:
        bound = _BOUNDS[fault["type"]].format(**context)
        return "positive" if bound == "more than 0" else bound
    return _EXPECTED.get(fault["type"]) or _one_line(fault["msg"])


def _shown(value: object) -> str:
    text = "nothing" if value is None else repr(value)
    return _one_line(text if len(text) <= 60 else f"{text[:57]}...")


def _dotted(path: Iterable[str]) -> str:
    return _one_line(".".join(path))


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _yaml_fault(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return _one_line(f"is not YAML: {error}")
    problem = getattr(error, "problem", None) or "is not YAML"
    return _one_line(f"line {mark.line + 1}, column {mark.column + 1}: {problem}")


_MERGE = "tag:yaml.org,2002:merge"


class _Loader(yaml.SafeLoader):
    """The safe loader, which reads ``1e-3`` as a number and refuses a key given twice."""

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        """Look at the keys as they are written: later, `<<` will have brought in keys of others."""
        node = super().compose_mapping_node(anchor)
        seen: set[Hashable] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.tag != _MERGE:
                name = self.construct_object(key)
                if not isinstance(name, Hashable):
                    raise _fault_at(key, f"{_shown(key.value)} cannot be a key")
                if name in seen:
                    raise _fault_at(key, f"the key {key.value!r} is given twice")
                seen.add(name)
        return node

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Tell a value that its tag does not allow, such as the date 2026-02-30, with its place."""
        try:
            return super().construct_object(node, deep)
        except (ValueError, LookupError, AttributeError) as error:
            kind = node.tag.rpartition(":")[2]
            raise _fault_at(node, f"{_shown(node.value)} is not a valid {kind}") from error


def _fault_at(node: yaml.Node, problem: str) -> yaml.YAMLError:
    return yaml.constructor.ConstructorError(None, None, problem, node.start_mark)


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?[eE][-+]?[0-9]+$"),
    list("-+0123456789"),
)
