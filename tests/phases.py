"""
Run every test in two phases and sum them up: side by side what can be, then what needs the machine to itself.

`python -m tests.phases`, with whatever else pytest is to be told; `python -m pytest` runs all in one row.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MARK = "alone"
TESTS = Path("tests")
MOST = 8
NO_TESTS = 5
"""pytest's exit code where nothing was selected."""


@dataclass(frozen=True)
class Phase:
    """What came of one run of pytest: its exit code, and which tests passed, failed and were skipped."""

    code: int
    passed: frozenset[str] = frozenset()
    failed: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()


def workers() -> int:
    """
    Return how many tests to run side by side: one more than there are cores that are ours, at most eight.

    Many tests wait: for a limit, for half a processor's share, for a browser; meanwhile a core would be idle.
    """
    ours = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(ours + 1, MOST)


def marks(path: Path) -> bool:
    """Tell whether the file of tests *path* speaks of the mark: the second phase reads no other."""
    return f"mark.{MARK}" in path.read_text(encoding="utf-8")


def missed(items: Iterable[Any]) -> set[Path]:
    """Return the files of *items*, pytest's, that have the mark though their file does not speak of it."""
    return {item.path for item in items if item.get_closest_marker(MARK) and not marks(item.path)}


def run(selection: Sequence[str], arguments: Sequence[str], told: Path) -> Phase:
    """Run pytest with *arguments* on what *selection* leaves; it tells in XML, in the file *told*."""
    told.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", *selection, f"--junit-xml={told}", *arguments]
    return read(subprocess.run(command, check=False).returncode, told)


def read(code: int, told: Path) -> Phase:
    """Return what the XML file *told* says of a run that ended with *code*; without it nothing was run."""
    if not told.exists():
        return Phase(code or 1)
    tests: dict[str, set[str]] = {"passed": set(), "failed": set(), "skipped": set()}
    for case in ET.parse(told).getroot().iter("testcase"):
        ends = {"failure": "failed", "error": "failed", "skipped": "skipped"}
        end = next((ends[part.tag] for part in case if part.tag in ends), "passed")
        tests[end].add(f"{case.get('classname')}: {case.get('name')}")
    return Phase(code, **{end: frozenset(names) for end, names in tests.items()})


def summary(phases: Sequence[Phase], seconds: float) -> str:
    """Return the lines that say how all *phases* together ended, each failed test by name."""
    failed = frozenset().union(*(phase.failed for phase in phases))
    skipped = frozenset().union(*(phase.skipped for phase in phases)) - failed
    passed = frozenset().union(*(phase.passed for phase in phases)) - failed - skipped
    lines = [f"FAILED {name}" for name in sorted(failed)]
    lines += [f"pytest ended with code {each.code}" for each in phases if each.code and not each.failed]
    total = len(passed) + len(failed) + len(skipped)
    ends = f"{len(passed)} passed, {len(failed)} failed, {len(skipped)} skipped"
    return "\n".join([*lines, f"{total} tests: {ends}, in {seconds:.0f} s"])


def main(arguments: Sequence[str]) -> int:
    """Run both phases, whatever comes of the first; return 0 if there were tests and none failed."""
    started_s = time.monotonic()
    side_by_side = ["-m", f"not {MARK}", "-n", str(workers()), "--dist", "loadfile"]
    side_by_side += ["--no-loadscope-reorder"]  # which begins with the files of many tests, not the long ones
    alone = ["-m", MARK]
    if not any(Path(each.partition("::")[0]).exists() for each in arguments):
        alone += [str(path) for path in sorted(TESTS.rglob("test_*.py")) if marks(path)]
    with tempfile.TemporaryDirectory(prefix="phases-") as folder:
        phases = [run(each, arguments, Path(folder, "told.xml")) for each in (side_by_side, alone)]
    ran = [phase for phase in phases if phase.code != NO_TESTS]
    sys.stdout.write(f"\n{summary(ran, time.monotonic() - started_s)}\n")
    return int(not ran or any(phase.code for phase in ran))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
