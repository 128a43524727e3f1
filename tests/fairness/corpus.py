"""
The corpus: right solutions in different hands, and solutions with one unrelated bug.

A folder of `solutions/` or `unrelated/` holds the files that differ; the others are the reference's. Knows
no check.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
ASSIGNMENT = HERE.parents[1]
MODULES = ("layers", "optimizer", "loss", "network", "data", "graph")
TOGETHER = frozenset({"layers", "optimizer", "loss", "network"})
"""Files that the tasks of mnist are made of."""

ACCURACY = "mnist/accuracy"
PROCESS_WIDE = frozenset({"litter", "raised_errors", "talkative"})
"""Solutions that change settings of the whole process: they get one of their own, as in a real grading."""


@dataclass(frozen=True)
class Solution:
    """
    A solution of the corpus.

    Attributes:
        name: Of its folder.
        own: Its own files by their path; the others are the reference's.
    """

    name: str
    own: dict[str, bytes]

    @property
    def files(self) -> dict[str, bytes]:
        """Return all files of a submission."""
        return reference() | self.own

    @property
    def says(self) -> dict[str, str]:
        """Return what the first line of each of its graded files says."""
        graded = {path: text for path, text in self.own.items() if path in reference()}
        return {path: _first_words(text) for path, text in graded.items()}

    @property
    def caught_by(self) -> str:
        """Return the id of the check that the second line of an unrelated bug names."""
        (text,) = self.own.values()
        return text.decode().splitlines()[1].removeprefix("# Caught by: ")

    @property
    def differing(self) -> frozenset[str]:
        """Return the modules that are its own."""
        return frozenset(path.removesuffix(".py") for path in self.own if path in reference())

    @property
    def checks(self) -> tuple[str, ...]:
        """Return patterns of the checks that its own files can fail, but for the training to the end."""
        patterns = [f"{module}/*" for module in MODULES if module in self.differing]
        return (*patterns, "mnist/first_losses") if self.differing & TOGETHER else tuple(patterns)


def solutions(folder: str = "solutions") -> list[Solution]:
    """Return the solutions in *folder*, `solutions` or `unrelated`."""
    return [_read(path) for path in sorted((HERE / folder).iterdir()) if path.is_dir()]


@cache
def reference() -> dict[str, bytes]:
    """Return the reference's files, without what tells where a solution begins and ends."""
    return {f"{module}.py": (ASSIGNMENT / "reference" / f"{module}.py").read_bytes() for module in MODULES}


def write(solution: Solution, folder: Path) -> Path:
    """Write the files of *solution* into *folder*, ready to be graded, and return it."""
    for path, text in solution.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text)
    return folder


def _read(folder: Path) -> Solution:
    return Solution(
        folder.name,
        {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.py"))},
    )


def _first_words(text: bytes) -> str:
    """Return the first line that is no declaration of the encoding, without its marks."""
    lines = importlib.util.decode_source(text).splitlines()
    line = next(line for line in lines if not line.startswith("# -*-"))
    return line.strip().strip('#" ')
