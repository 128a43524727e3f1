"""
Find imports of what will not be there, by the syntax tree and without running anything.

Where the text alone does not tell that there are none, the sources are parsed by a process of its own: one
that overtaxes Python's parser costs its own notes.
"""

from __future__ import annotations

import contextlib
import json
import marshal
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader import importscan
from grader.plainimports import imports_only

_WALL_S = 10.0
_MOST_NOTES = 10


@dataclass(frozen=True)
class ForbiddenImport:
    """The first import of a module in a file."""

    file: str
    line: int
    name: str


def forbidden_imports(files: Mapping[str, bytes], allowed: Collection[str]) -> tuple[ForbiddenImport, ...]:
    """
    Return the absolute imports in *files* that cannot succeed where they are graded, by file and line.

    Neither the standard library, NumPy, a library of *allowed* nor a file or folder of the submission
    has that name. A file that cannot be parsed contributes nothing; the same file costs its own
    checks when it is imported.

    Args:
        files: Relative path with ``/`` to source.
        allowed: Top names of further libraries.
    """
    own = {path.partition("/")[0].removesuffix(".py") for path in files} - {"grader"}
    known = frozenset(own | set(allowed) | {"numpy", "__main__"} | sys.stdlib_module_names)
    doubtful = {path: source for path, source in files.items() if not imports_only(source, known)}
    if not doubtful:
        return ()
    command = [sys.executable, "-I", "-S", "-B", "-W", "ignore", importscan.__file__]
    job = marshal.dumps((known, doubtful))
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    )
    try:
        output, _ = process.communicate(job, timeout=_WALL_S)
    except subprocess.TimeoutExpired:
        process.kill()
        output, _ = process.communicate()
    return tuple(_found(output.splitlines(), files))


def notes(found: Sequence[ForbiddenImport]) -> list[str]:
    """Return a line for each of *found*, for the person who handed in; the last may stand for many."""
    lines = [
        f"{each.file}, line {each.line} imports {each.name}, which is not there when graded; "
        "what needs it will fail, an unused import costs nothing"
        for each in found[:_MOST_NOTES]
    ]
    left = len(found) - len(lines)
    return [*lines, f"{left} more imports of what is not there when graded"] if left else lines


def _found(lines: Iterable[bytes], files: Mapping[str, bytes]) -> Iterable[ForbiddenImport]:
    """Read what was printed; a line that broke off in the middle is none."""
    for line in lines:
        with contextlib.suppress(ValueError):
            path, imports = json.loads(line)
            if path in files:
                yield from (ForbiddenImport(path, number, name) for number, name in imports)
