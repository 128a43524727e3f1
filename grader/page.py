"""
Print lines of text that is not trusted to a terminal: wrapped, escaped, plain where it must be.

What a student wrote is shown and never obeyed: no markup, no escape sequence, no change of direction.
Knows nothing of reports. Rich is imported only when a line is printed.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cached_property
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_MOST_COLUMNS = 100
_ESCAPES = re.compile(
    r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|[@-Z\\-_])|\x9b[0-?]*[ -/]*[@-~]"
)
_FANCY = {
    "passed": "✓",
    "failed": "✗",
    "error": "!",
    "timeout": "◷",
    "memory": "▲",
    "crashed": "†",
    "blocked": "⊘",
    "skipped": "-",
    "todo": "○",
    "internal": "!",
    "hint": "→",
    "like": "≈",
    "output": "│",
    "full": "━",
    "empty": "─",
    "dash": "·",
    "range": "±",
    "to": "→",
    "spark": "▁▂▃▄▅▆▇█",
}
_PLAIN = dict.fromkeys(_FANCY, "x") | {
    "passed": "+",
    "skipped": "-",
    "todo": "o",
    "internal": "!",
    "hint": "->",
    "like": "~",
    "output": "|",
    "full": "#",
    "empty": ".",
    "dash": "-",
    "range": "+-",
    "to": "->",
    "spark": "_.-=+*%@",
}


def is_lively(stream: IO[str]) -> bool:
    """Return whether *stream* is a terminal on which a line can be drawn again."""
    return stream.isatty() and os.environ.get("TERM") not in {"dumb", "unknown"}


def make_console(stream: IO[str], plain: bool = False) -> Console:
    """
    Return a console that writes to *stream*, at most 100 columns wide.

    Colours and signs beyond ASCII come only where *stream* is a terminal that has them; never with
    *plain*, with ``NO_COLOR`` set or on a dumb terminal.
    """
    from rich.console import Console

    simple = plain or not is_lively(stream) or bool(os.environ.get("NO_COLOR"))
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdecimal() else (Console(file=stream).width if stream.isatty() else 80)
    return Console(
        file=stream,
        force_terminal=not simple,
        force_jupyter=False,  # in a notebook Rich would show the text itself, past the stream
        no_color=simple,
        color_system=None if simple else "auto",
        width=max(20, min(width, _MOST_COLUMNS)),
        markup=False,
        emoji=False,
        highlight=False,
    )


def visible_text(text: str) -> str:
    r"""
    Return *text* for a terminal: line breaks kept, escape sequences gone, other controls spelt out.

    Spelling out covers the marks that turn the direction of writing round: ``\u202e``. What a CI system
    would take for its command anywhere in a line (``##[error]``) is broken by a backslash.
    """
    if text.isprintable() and "##" not in text:
        return text
    text = _ESCAPES.sub("", text).replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    text = re.sub(r"##(?=\w*\[)", r"#\\#", text)
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)


@dataclass(frozen=True)
class Page:
    """A console with its signs; prints text under hanging prefixes, without spaces at the ends of lines."""

    console: Console

    @cached_property
    def fancy(self) -> bool:
        """Return whether the console can show colours and signs beyond ASCII."""
        return not self.console.no_color and self.console.encoding.startswith("utf")

    @property
    def wide(self) -> bool:
        """Return whether there is room for everything on one line."""
        return self.console.width >= 70

    def sign(self, name: str) -> str:
        """Return the sign called *name*, ASCII on a plain console."""
        return (_FANCY if self.fancy else _PLAIN)[name]

    def text(self, content: str, style: str = "") -> Text:
        """Return *content* as Rich text that shows every character, none of them obeyed."""
        from rich.text import Text

        encoding = self.console.encoding
        return Text().append(
            visible_text(content).encode(encoding, "backslashreplace").decode(encoding), style
        )

    def put(
        self,
        prefix: str,
        content: str,
        *,
        style: str = "",
        prefix_style: str = "",
        right: str = "",
        most: int = 0,
        repeat: bool = False,
    ) -> None:
        """
        Print *content* behind *prefix*, wrapped under itself.

        Args:
            prefix: Before the first line; as many spaces before the others, or itself with *repeat*.
            content: Any text.
            style: Rich style of the content.
            prefix_style: Rich style of the prefix.
            right: At the right end of the first line.
            most: At most so many lines, then an ellipsis; 0 for all.
            repeat: Print the prefix before every line.
        """
        room = self.console.width - len(prefix) - (len(right) + 2 if right else 0)
        lines = list(self.text(content, style).wrap(self.console, max(room, 10), overflow="fold"))
        if most and len(lines) > most:
            lines = [*lines[:most], self.text("...", "dim")]
        for number, line in enumerate(lines):
            lead = prefix if repeat or not number else " " * len(prefix)
            whole = self.text(lead, prefix_style)
            if not lead.strip() and line.plain.lstrip().startswith("::"):  # a command of GitHub's runner
                whole.append("\\")
            whole = whole.append_text(line)
            if right and not number:
                whole.rstrip()
                whole.append(" " * max(2, self.console.width - whole.cell_len - len(right)))
                whole.append(right, "red")
            self.line(whole)

    def line(self, text: Text) -> None:
        """Print *text* as one line, as long as it is."""
        text.rstrip()
        self.console.print(text, no_wrap=True, overflow="ignore", crop=False)

    def bar(self, part: float, columns: int) -> Text:
        """Return a bar of which *part*, between 0 and 1, is filled; full only where *part* is 1."""
        filled = min(round(part * columns), columns - 1) if part < 1 else columns
        colour = "green" if part == 1 else "yellow"
        return self.text(self.sign("full") * filled, colour).append(
            self.sign("empty") * (columns - filled), "bright_black"
        )
