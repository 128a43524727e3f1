"""
Print the files that a notebook's cells give, as JSON; run as a script, in a process of its own.

A hostile cell can exhaust the parser's memory, time or stack, which ends this process and no other.
Needs the standard library only; nothing of a cell is run.
"""

from __future__ import annotations

import contextlib
import json
import marshal
import sys
from pathlib import Path

_CPU_S = 10
_MEMORY_BYTES = 1 << 30


def main() -> None:
    """Read cells, names and the notebook's stem from standard input; print files and notes."""
    from grader.notebookfiles import Cell, files_of

    cells, names, stem = marshal.loads(sys.stdin.buffer.read())  # noqa: S302  written by the judge
    _limit()
    found = files_of([Cell(*cell) for cell in cells], names, stem)
    files = {path: [module.text, module.origins] for path, module in found.modules.items()}
    sys.stdout.write(json.dumps({"files": files, "notes": found.notes}))


def _limit() -> None:
    """Bound what a cell can cost, where this system lets us."""
    import resource

    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: _CPU_S,
        resource.RLIMIT_AS: _MEMORY_BYTES,
    }
    for limit, value in wanted.items():
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(limit, (value, value))


if __name__ == "__main__":
    sys.path.append(str(Path(__file__).resolve().parents[1]))
    main()
