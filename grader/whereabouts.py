"""Say at which line of which file a student should look for a failed check. Reads sources, runs nothing."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from grader.courselayout import Layout
from grader.faults import each_of, shared

_LEAD = re.compile(r"[A-Za-z_][\w.]*")
_DOTTED = re.compile(r"\b[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")


def place(
    text: str, details: Mapping[str, Any], call: str, files: Mapping[str, bytes], layout: Layout
) -> tuple[str, int] | None:
    """
    Return file and line of the student's code that a failed check is about, or None.

    Where an exception was raised, that is known. Else it is the definition of what a message or a title
    names (``FullyConnected.forward: ...``), or of what the check has asked last.

    Args:
        text: The check's message and title, a line each, the first ones first.
        details: The check's; `where` and `call` are looked at.
        call: What the check has asked the submission for last, such as ``layers.ReLU.forward``; if that
            was one of several (`faults.one_of`), the place is what they share.
        files: The submission.
        layout: Where the submission has what checks ask for, and under which names.
    """
    where = details.get("where")
    if isinstance(where, Mapping) and where.get("file") in files and isinstance(where.get("line"), int):
        return str(where["file"]), int(where["line"])
    asked = str(details.get("call") or call)
    calls = each_of(asked)
    if len(calls) > 1:  # nothing tells which of them it was: not the one that is named first
        text = text.replace(asked, "")
    module, _, name = shared(calls).partition(":")[0].partition(".")
    owner = name.partition(".")[0]
    mapped = [each for each in layout.names.get(module, {}).get(owner, ()) if each.file in files]
    path, own = mapped[0] if mapped else (layout.files.get(module), owner)
    if path is None or path not in files:
        return None
    lines = dict(_definitions(files[path]))
    leads = [match.group() for one in text.splitlines() if (match := _LEAD.match(one))]
    named = [f"{owner}.{lead}" for lead in leads] + _DOTTED.findall(text) + leads
    for candidate in (*named, name, owner):
        first, _, rest = candidate.removeprefix(f"{module}.").partition(".")
        spelt = ".".join([own if first == owner else first, *([rest] if rest else [])])
        if (line := lines.get(spelt)) is not None:
            return path, line
    return path, 1


def _definitions(source: bytes) -> Iterator[tuple[str, int]]:
    """
    Yield the line of each class, method, function and attribute of *source* by its dotted name.

    An attribute is where it is set last: most set it to None first.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.lineno
        if isinstance(node, ast.ClassDef):
            for inner in ast.walk(node):
                match inner:
                    case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                        yield f"{node.name}.{name}", inner.lineno
                    case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                        yield f"{node.name}.{name}", inner.lineno
