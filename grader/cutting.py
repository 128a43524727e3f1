"""Lines of source that know where they come from, and cutting some of them out. Knows no markers."""

from __future__ import annotations

import ast
import dataclasses
import io
import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.errors import ConfigError


@dataclass(frozen=True)
class Line:
    """
    One line, without and with its ending.

    *given* lines were chosen by the author for the students: what they define stays. A *slot* stands for
    a solution.
    """

    text: str
    ending: str
    origin: int
    given: bool = False
    slot: bool = False

    @property
    def blank(self) -> bool:
        """Whether there is nothing in it."""
        return not self.text.strip()


@dataclass(frozen=True)
class Cut:
    """Replace the lines *first* to *last*, counted from 1, by others; by none, they leave no gap."""

    first: int
    last: int
    instead: tuple[Line, ...] = ()


def split(source: str) -> list[Line]:
    """Return the lines of *source* as Python counts them, whatever ends them."""
    lines = []
    for number, raw in enumerate(io.StringIO(source, newline=""), start=1):
        text = raw.rstrip("\r\n")
        lines.append(Line(text, raw[len(text) :], number))
    return lines


def text_of(lines: Iterable[Line]) -> str:
    """Return *lines* with plain endings, for `ast` and `tokenize`, which count all endings alike."""
    return "".join(f"{line.text}\n" for line in lines)


def source_of(lines: Iterable[Line]) -> str:
    """Return *lines* with the endings that they came with."""
    return "".join(line.text + line.ending for line in lines)


def tree_of(text: str) -> ast.Module:
    """
    Return the syntax tree of *text* and no warnings of its style.

    Raises:
        SyntaxError, ValueError: It has none.
    """
    with warnings.catch_warnings(action="ignore"):
        return ast.parse(text)


def parse(lines: Sequence[Line], name: str) -> ast.Module:
    """
    Return the syntax tree of *lines*.

    Raises:
        ConfigError: They do not compile; the text names the line of the source that the fault comes from.
    """
    try:
        tree = tree_of(text_of(lines))
        with warnings.catch_warnings(action="ignore"):
            compile(tree, name, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:

        def origin(number: int | None) -> int:
            return lines[min(number or 1, len(lines)) - 1].origin if lines else 1

        message = error.msg if isinstance(error, SyntaxError) else str(error)
        told = re.sub(r"(?<=on line )\d+", lambda found: str(origin(int(found[0]))), message)
        raise ConfigError(
            f"{name}:{origin(getattr(error, 'lineno', 1))}: does not compile: {told}"
        ) from error
    return tree


def cut(lines: Sequence[Line], cuts: Iterable[Cut]) -> list[Line]:
    """
    Return *lines* after *cuts*, which do not overlap.

    Of the blank lines before and behind lines that vanish the larger gap stays; at the beginning and the
    end of the text none does. The last line ends as before.
    """
    result: list[Line] = []
    gap: list[Line] | None = None  # blank lines around vanished lines, until the next line that stays
    position = 0
    for each in [*sorted(cuts, key=lambda each: each.first), None]:
        kept = lines[position : each.first - 1] if each else lines[position:]
        if gap is not None:
            after = _leading_blanks(kept)
            kept = kept[len(after) :]
            if kept or (each and each.instead):
                wider = after if len(after) > len(gap) else gap
                result += wider if result else []
                gap = None
        result += kept
        if each is None:
            break
        position = each.last
        if each.instead:
            result += each.instead
        else:
            popped = _popped_blanks(result)
            gap = popped if gap is None or len(popped) > len(gap) else gap
    return _ended(result, lines)


def _leading_blanks(lines: Sequence[Line]) -> list[Line]:
    return list(lines[: next((n for n, line in enumerate(lines) if not line.blank), len(lines))])


def _popped_blanks(result: list[Line]) -> list[Line]:
    blanks: list[Line] = []
    while result and result[-1].blank:
        blanks.insert(0, result.pop())
    return blanks


def _ended(result: list[Line], lines: Sequence[Line]) -> list[Line]:
    if result and bool(result[-1].ending) != bool(lines[-1].ending):
        result[-1] = dataclasses.replace(result[-1], ending=lines[-1].ending)
    return result
