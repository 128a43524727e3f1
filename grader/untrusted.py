"""
Write text that is not trusted into a log, JSON, Markdown, HTML, XML or a workflow command, as text only.

What a student printed or called a file is shown there and obeyed nowhere. Knows no report and no platform.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any

from grader.page import visible_text

_MARKS = re.compile(r"([\\`*_{}\[\]()#!|~$]|^[-+=])")
_NUMBERED = re.compile(r"^(\d+)\.(?= |$)")
_LINKS = (("://", "&#58;//"), ("www.", "www&#46;"), ("@", "&#64;"))
_FENCE = re.compile(r"`+")
_COMMAND = re.compile(r"^( *):(?=:)", re.MULTILINE)
_ATTACHMENT = re.compile(r"\[(?=\[ATTACHMENT)", re.IGNORECASE)
_CUT = " [cut]"
_RAW = 4  # so many signs are looked at for each that is shown: some of them are escape sequences


def shown(text: str, most: int | None = None) -> str:
    """
    Return *text* as it may be shown: line breaks kept, all other controls and marks spelt out or gone.

    No escape sequence, no carriage return, no mark that turns the direction of writing, no NUL, nothing that
    XML 1.0 cannot hold, no ``##[`` or ``##vso[``, which a CI system obeys in the middle of a line, too, and
    no line that starts with ``::``.

    Args:
        text: Any text, with lone surrogates as well.
        most: Characters, from the start; the rest is cut and that is said. Much text costs no time then.
    """
    start = text if most is None else text[: _RAW * most]
    clean = _COMMAND.sub(r"\1:\\", visible_text(start))
    if most is None or (len(clean) <= most and len(start) == len(text)):
        return clean
    return clean[:most] + _CUT


def shown_line(text: str, most: int | None = None) -> str:
    """Return *text* as `shown`, on one line."""
    return " ".join(shown(text, most).split())


def json_text(value: Any, indent: int | None = 2) -> str:
    r"""
    Return *value* as JSON in ASCII, with a line break at the end, which a log can hold.

    No line of it starts with ``::`` and none holds ``##``: the second sign is written ``\u0023``, which reads
    back as the same text.

    Raises:
        ValueError: A number is not finite.
    """
    text = json.dumps(value, indent=indent, ensure_ascii=True, allow_nan=False)
    return text.replace("##", "#\\u0023") + "\n"


def markdown_line(text: str) -> str:
    """
    Return *text* for a line of Markdown: no mark of it has a meaning, and nothing becomes a link.

    With the escapes that the first Markdown had, and entities, so that every reader undoes them.
    """
    escaped = _MARKS.sub(r"\\\1", html.escape(shown_line(text), quote=False))
    escaped = _NUMBERED.sub(r"\1\\.", escaped)
    for sign, entity in _LINKS:
        escaped = escaped.replace(sign, entity)
    return escaped


def markdown_block(text: str, most: int | None = None) -> str:
    """Return *text* as a fenced block of Markdown; the fence is longer than any run of backticks in it."""
    clean = shown(text, most).strip("\n")
    fence = "`" * max(3, 1 + max((len(run) for run in _FENCE.findall(clean)), default=0))
    return f"{fence}text\n{clean}\n{fence}"


def html_line(text: str) -> str:
    """Return *text* for HTML, in an attribute as well."""
    return html.escape(shown_line(text))


def html_block(text: str, most: int | None = None) -> str:
    """Return *text* as a preformatted block of HTML."""
    return f"<pre>{html.escape(shown(text, most))}</pre>"


def xml_text(text: str, most: int | None = None) -> str:
    """Return *text* for an element of JUnit XML, before the XML writer escapes it; attaches no file."""
    return _ATTACHMENT.sub(r"[\\", shown(text, most))


def command_data(text: str) -> str:
    """Return *text* as the message of a workflow command of GitHub: it cannot end the line."""
    return shown(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """Return *text* as a property of a workflow command of GitHub: it cannot begin another property."""
    return command_data(shown_line(text)).replace(":", "%3A").replace(",", "%2C")
