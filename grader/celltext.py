"""Turn the text of a notebook's code cell into plain Python, line for line. Parses and runs nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_FILE_LINE = re.compile(r"#\s*file\s*:\s*[\"']?(\S+\.py)[\"']?\s*$", re.IGNORECASE)
_CELL_MAGIC = re.compile(r"%%(\w+)(.*)$")
_KEEPS_ITS_CODE = frozenset({"capture", "prun", "time"})
_WRITES = frozenset({"file", "writefile"})
_LINE_MAGIC = re.compile(r"%{1,2}(\w*)[ \t]*(.*)$", re.DOTALL)
_ASSIGNED = re.compile(r"([^\W\d]\w*)[ \t]*=[ \t]*(!|%\w)")
_TARGETS = re.compile(r"[\w., \[\]()]+=[ \t]*(!|%\w)")
_HELP = re.compile(r"[\w.*%]+(\[\d+\])*\?{1,2}\s*(#.*)?$")
_INSTALL = re.compile(r"(pip3?|conda|mamba|uv)[ \t]+(add|install|list|pip|show|sync|uninstall)\b(?!\s*[=(])")
_ESCAPES = ("!", "?", ",", ";", "/")
_IN_STRING = re.compile(r"\\.|\"\"\"|'''|\"|'")
_IN_CODE = re.compile(r"#|\"\"\"|'''|[\"'()\[\]{}]")


@dataclass(frozen=True)
class CellText:
    """
    What a code cell holds: *code* has the lines of the cell, at their places.

    *file* is the path that the first line names, without saying whether it is a good one. *mode* tells
    whether the cell is the text of that file (``write``, ``append``), which no kernel ever ran, or was run.
    """

    code: str
    file: str | None = None
    mode: Literal["run", "write", "append"] = "run"


def read_cell(source: str) -> CellText:
    """Return what a cell with the text *source* holds, without magics, shell lines and help."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    file = None
    while magic := _CELL_MAGIC.match(lines[first].rstrip()):
        name, rest = magic[1], magic[2].split()
        if name in _WRITES:
            return _written(lines[first + 1 :], rest)
        if name not in _KEEPS_ITS_CODE:
            return CellText("")
        lines[first] = ""
        first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if marked := _FILE_LINE.match(lines[first].strip()):
        file = marked[1]
    return CellText("\n".join(_plain(_dedented(lines, first))), file)


def _written(lines: list[str], arguments: list[str]) -> CellText:
    """Return the text that ``%%writefile`` writes; a blank line stands for that line."""
    paths = [argument.strip("\"'") for argument in arguments if not argument.startswith("-")]
    appends = any(argument in {"-a", "--append"} for argument in arguments)
    if not paths or not paths[-1].endswith(".py"):
        return CellText("")
    return CellText("\n".join(["", *lines]), paths[-1], "append" if appends else "write")


def _dedented(lines: list[str], first: int) -> list[str]:
    """Take away the indentation of the *first* line where every line has it, as a notebook does."""
    indent = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
    if indent and all(line.startswith(indent) for line in lines if line.strip()):
        return [line.removeprefix(indent) for line in lines]
    return lines


def _plain(lines: list[str]) -> list[str]:
    """Replace each magic at the beginning of a statement; what is inside a string or a bracket stays."""
    result: list[str] = []
    state = _State()
    in_magic = False
    for line in lines:
        if in_magic:
            result.append("")
            in_magic = line.endswith("\\")
            continue
        replacement = _without_magic(line) if state.at_statement else None
        if replacement is not None:
            in_magic = line.endswith("\\")
            line = replacement.rstrip("\\") if in_magic else replacement  # noqa: PLW2901
        state.read(line)
        result.append(line)
    return result


def _without_magic(line: str) -> str | None:
    """Return what stands for *line* if it is a magic, a shell line or a question for help."""
    code = line.lstrip()
    indent = line[: len(line) - len(code)]
    if code.startswith("%"):
        magic = _LINE_MAGIC.match(code)
        if magic and magic[1] == "time" and magic[2].strip() and not magic[2].startswith("-"):
            return indent + magic[2]
        if magic and magic[1] == "run" and magic[2].strip().endswith(".py"):
            return f"{indent}pass  # %run {magic[2].split()[-1]}"
        return f"{indent}pass"
    if code.startswith(_ESCAPES) or _HELP.match(code) or _INSTALL.match(code):
        return f"{indent}pass"
    if assigned := _ASSIGNED.match(code):
        return f"{indent}{assigned[1]} = None"
    return f"{indent}pass" if _TARGETS.match(code) else None


class _State:
    """How deep in strings and brackets a reader of Python is at the end of a line."""

    def __init__(self) -> None:
        self._quote = ""
        self._depth = 0
        self._continued = False

    @property
    def at_statement(self) -> bool:
        """Return whether the next line may begin a statement."""
        return not (self._quote or self._depth or self._continued)

    def read(self, line: str) -> None:
        """Go through *line*, which has no line break."""
        place, comment = 0, False
        while place < len(line):
            comment = not self._quote and line.startswith("#", place)
            place = self._string(line, place) if self._quote else self._code(line, place)
        self._continued = line.endswith("\\") and not comment
        if len(self._quote) == 1 and not self._continued:
            self._quote = ""

    def _string(self, line: str, place: int) -> int:
        """Return the place in *line* at which the open string ends."""
        for piece in _IN_STRING.finditer(line, place):
            if piece[0].startswith(self._quote):  # of three quotes the first one ends a short string
                end = piece.start() + len(self._quote)
                self._quote = ""
                return end
        return len(line)

    def _code(self, line: str, place: int) -> int:
        """Return the place in *line* behind the next bracket or the quote that opens a string."""
        found = _IN_CODE.search(line, place)
        if found is None:
            return len(line)
        if found[0] == "#":
            return found.start() if found.start() > place else len(line)
        if found[0] in "([{":
            self._depth += 1
        elif found[0] in ")]}":
            self._depth = max(self._depth - 1, 0)
        else:
            self._quote = found[0]
        return found.end()
