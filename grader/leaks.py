"""Find in files that go to students what they must not hold. Pure text: knows no assignment and no disk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

_COMMENT = re.compile(r"(^|\s)#\s.*$")
_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d*)?(?:[eE][-+]?\d+)?(?![\w.]*\w)")
SHORTEST_LINE = 24
_DIGITS = 4


@dataclass(frozen=True)
class Secrets:
    """
    What must not be handed out, each with where it is from.

    Attributes:
        lines: Lines of code, as `telling_line` gives them.
        names: Words: of hidden checks and of misconceptions.
        sentences: Texts, their blanks made one.
        constants: Numbers, as Python writes them.
        bytes_: Bytes that must be in no file, text or not.
    """

    lines: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    sentences: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    bytes_: Mapping[bytes, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Leak:
    """A place that gives something away; *line* counts from 1 and is 0 where the file has no lines."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}" if self.line else f"{self.file}: {self.what}"


def telling_line(line: str, shortest: int = SHORTEST_LINE) -> str | None:
    """
    Return a line of code with its blanks made one and without its comment, or None where it tells nothing.

    Telling is what does something and has *shortest* characters or more, without blanks: neither
    `return self.output` nor the head of a loop.
    """
    plain = _plain(_COMMENT.sub("", line))
    long_enough = len(plain.replace(" ", "")) >= shortest
    does_something = re.search(r"[=(\[@]", plain) and not plain.endswith(":")
    return plain if long_enough and does_something and not plain.startswith(("import ", "from ")) else None


def telling_number(value: object) -> str | None:
    """Return the number *value* as Python writes it, or None where it has less than four digits."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    digits = re.sub(r"[eE].*$", "", repr(value)).replace(".", "").strip("-0")
    return repr(value) if len(digits) >= _DIGITS else None


def find(files: Mapping[str, bytes], secrets: Secrets, allowed: Iterable[str] = ()) -> list[Leak]:
    """
    Return where *files*, contents by path, give away one of the *secrets*, in the order of files and lines.

    A line of code is found in comments and in the cells of a notebook as well.

    Args:
        files: Text is looked at line by line; all else for the secret bytes only.
        secrets: What to look for.
        allowed: Texts that somebody has decided to hand out.
    """
    decided = [_plain(text) for text in allowed]
    leaks: list[Leak] = []
    for path, content in files.items():
        leaks += [
            Leak(path, 0, f"holds {origin}") for part, origin in secrets.bytes_.items() if part in content
        ]
        lines = [_without(line, decided) for line in _lines(path, content)]
        leaks += [Leak(path, number, what) for number, what in _told(lines, secrets)]
    return leaks


def _without(line: str, decided: Iterable[str]) -> str:
    for text in decided:
        line = line.replace(text, " ")
    return line


def _told(lines: list[str], secrets: Secrets) -> Iterator[tuple[int, str]]:
    names = (
        re.compile(rf"(?<![\w/])(?:{'|'.join(map(re.escape, secrets.names))})(?!\w)")
        if secrets.names
        else None
    )
    for number, line in enumerate(lines, start=1):
        for secret, origin in secrets.lines.items():
            if secret in line:
                yield number, f"holds a line of {origin}: {secret}"
        for name in dict.fromkeys(names.findall(line) if names else ()):
            yield number, f"names {secrets.names[name]}: {name}"
        for constant in dict.fromkeys(map(_normal, _NUMBER.findall(line))):
            if constant in secrets.constants:
                yield number, f"holds a number of {secrets.constants[constant]}: {constant}"
    whole, starts = _joined(lines)
    for sentence, origin in secrets.sentences.items():
        if (at := whole.find(sentence)) >= 0:
            yield sum(start <= at for start in starts), f"holds a sentence of {origin}: {sentence}"


def _joined(lines: Iterable[str]) -> tuple[str, list[int]]:
    """Return the lines as one text, in which a sentence may go over several, and where each begins."""
    whole, starts = "", []
    for line in lines:
        starts.append(len(whole))
        whole += f"{line} " if line else ""
    return whole, starts


def _lines(path: str, content: bytes) -> list[str]:
    """Return the lines of a text, blanks made one; none of what is no text."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return []
    if path.endswith(".ipynb"):  # a text within JSON, a line of code to a line
        text = text.replace('\\"', '"').replace("\\n", " ").replace("\\\\", "\\")
    return [_plain(line) for line in text.splitlines()]


def _normal(number: str) -> str:
    """Return a number as Python writes it."""
    return repr(float(number)) if re.search(r"[.eE]", number) else str(int(number))


def _plain(line: str) -> str:
    return _SPACES.sub(" ", line).strip()
