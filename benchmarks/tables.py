"""
Print what a benchmark has measured and, where it is asked for, put it into a document.

With ``BENCH_DOCUMENT=docs/performance.md`` in the environment, as `make bench` has it, a table replaces what
stands between ``<!-- bench: NAME -->`` and ``<!-- end -->`` there; without it a table is printed only.
``python -m benchmarks.tables`` writes the table of the machine.
"""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

DOCUMENT = "BENCH_DOCUMENT"
_END = "<!-- end -->"


def write(section: str, header: Sequence[str], rows: Sequence[Sequence[object]], note: str = "") -> None:
    """
    Print a table and, if ``BENCH_DOCUMENT`` names a file, write it into that file's section.

    Args:
        section: Its name: a word or several with hyphens.
        header: A name for each column.
        rows: Cells, one for each column; a float is rounded to three figures.
        note: A line below the table.
    """
    text = table(header, rows) + (f"\n\n{note}" if note else "")
    print(f"\n{section} (load {os.getloadavg()[0]:.1f} at the end)\n\n{text}\n", flush=True)
    if document := os.environ.get(DOCUMENT):
        path = Path(document)
        path.write_text(placed(path.read_text(encoding="utf-8"), section, text), encoding="utf-8")


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """
    Return a table in Markdown.

    Raises:
        ValueError: A row has more or fewer cells than *header*.
    """
    lines = [list(header), ["---"] * len(header), *([shown(cell) for cell in row] for row in rows)]
    for line in lines:
        if len(line) != len(header):
            raise ValueError(f"a row needs {len(header)} cells, got {line!r}")
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def placed(document: str, section: str, text: str) -> str:
    """Return *document* with *text* in its section *section*; at the end, where it has none."""
    begin = f"<!-- bench: {section} -->"
    whole = f"{begin}\n{text}\n{_END}"
    found = re.search(f"{re.escape(begin)}.*?{re.escape(_END)}", document, re.DOTALL)
    if found is None:
        return f"{document.rstrip()}\n\n{whole}\n"
    return document[: found.start()] + whole + document[found.end() :]


def shown(cell: object) -> str:
    """Return *cell* as text: a float with three figures, a whole number with separators from 10,000 on."""
    if isinstance(cell, float):
        digits = 0 if abs(cell) >= 100 else 1 if abs(cell) >= 10 else 2 if abs(cell) >= 1 else 3
        return f"{cell:,.{digits}f}"
    if isinstance(cell, int) and not isinstance(cell, bool):
        return f"{cell:,}" if abs(cell) >= 10_000 else str(cell)
    return str(cell)


def machine() -> list[tuple[str, str]]:
    """Return what of this machine decides how fast it is, with the load that it has now."""
    import numpy as np

    model = re.search(r"model name\s*:\s*(.+)", _text("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s*(\d+) kB", _text("/proc/meminfo"))
    gigabytes = f"{int(memory.group(1)) / 1e6:.0f} GB" if memory else "unknown"
    return [
        ("processor", f"{model.group(1).strip() if model else platform.machine()}, {os.cpu_count()} cores"),
        ("memory", gigabytes),
        ("system", f"{platform.system()} {platform.release()}"),
        ("Python, NumPy", f"{platform.python_version()}, {np.__version__}"),
        ("load before the first benchmark", ", ".join(f"{load:.1f}" for load in os.getloadavg())),
        ("day", f"{datetime.now(UTC):%Y-%m-%d}"),
    ]


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:  # another system than Linux
        return ""


if __name__ == "__main__":
    write("machine", ("", ""), machine())
