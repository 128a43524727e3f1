"""Find out which stretches of two submissions belong together. Knows no class and no threshold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from grader.fingerprints import LENGTH, Fingerprints, Numbers

GAP = 40
"""Tokens that may differ within a passage: a line put in, a name of NumPy exchanged."""

_MOST_REPEATS = 4
_MOST_OPEN = 50


@dataclass(frozen=True)
class Place:
    """Lines of a file, counted from 1, the last one included."""

    file: str
    first_line: int
    last_line: int

    def __str__(self) -> str:
        lines = f"{self.first_line}-{self.last_line}" if self.last_line > self.first_line else self.first_line
        return f"{self.file}:{lines}"


@dataclass(frozen=True)
class Passage:
    """Two places that say the same, and of how many *tokens* the left one consists."""

    left: Place
    right: Place
    tokens: int


@dataclass(frozen=True)
class Document:
    """All that was chosen of one submission: for each stretch its hash, file, first token and lines."""

    files: tuple[str, ...]
    hashes: Numbers
    file: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    first_lines: npt.NDArray[np.int32]
    last_lines: npt.NDArray[np.int32]

    def only(self, chosen: npt.NDArray[np.bool_]) -> Document:
        """Return the document with the *chosen* stretches alone."""
        return Document(
            self.files,
            self.hashes[chosen],
            self.file[chosen],
            self.starts[chosen],
            self.first_lines[chosen],
            self.last_lines[chosen],
        )

    def covered(self) -> int:
        """Return how many tokens lie in one stretch at least."""
        ends = self.starts + LENGTH
        same = np.zeros(len(ends), np.bool_)
        same[1:] = self.file[1:] == self.file[:-1]
        overlap = np.zeros(len(ends), np.int64)
        overlap[1:] = np.maximum(ends[:-1] - self.starts[1:], 0)
        return int(len(ends) * LENGTH - overlap[same].sum())


def document(files: Sequence[tuple[str, Fingerprints]]) -> Document:
    """Return *files*, by their names, as one document."""
    parts = [prints for _, prints in files]
    return Document(
        tuple(name for name, _ in files),
        np.concatenate([np.zeros(0, np.uint64), *(part.hashes for part in parts)]),
        np.repeat(np.arange(len(parts), dtype=np.int32), [len(part.hashes) for part in parts]),
        np.concatenate([np.zeros(0, np.int64), *(part.starts for part in parts)]),
        np.concatenate([np.zeros(0, np.int32), *(part.first_lines for part in parts)]),
        np.concatenate([np.zeros(0, np.int32), *(part.last_lines for part in parts)]),
    )


def passages(left: Document, right: Document) -> tuple[Passage, ...]:
    """
    Return what the two share, the longest passage first.

    Both hold the stretches alone that are to count. Passages may come in another order on the other side;
    none is told twice on the left.
    """
    chains = sorted(_chains(left, right), key=len, reverse=True)
    taken: set[int] = set()
    found = []
    for chain in chains:
        free = [(here, there) for here, there in chain if here not in taken]
        if 2 * len(free) > len(chain):
            taken.update(here for here, _ in free)
            found.append(_passage(left, right, free))
    return tuple(sorted(found, key=lambda passage: (-passage.tokens, str(passage.left))))


def _chains(left: Document, right: Document) -> list[list[tuple[int, int]]]:
    """Return runs of stretches that follow each other on both sides, as pairs of their numbers."""
    by_hash: dict[int, list[int]] = defaultdict(list)
    for there, value in enumerate(right.hashes.tolist()):
        by_hash[value].append(there)
    seen: dict[int, int] = defaultdict(int)
    chains: list[list[tuple[int, int]]] = []
    for here, value in enumerate(left.hashes.tolist()):
        seen[value] += 1
        if seen[value] <= _MOST_REPEATS:
            for there in by_hash.get(value, ())[:_MOST_REPEATS]:
                _attach(chains, here, there, left, right)
    return chains


def _attach(
    chains: list[list[tuple[int, int]]], here: int, there: int, left: Document, right: Document
) -> None:
    """Put a pair behind the chain that it continues, or start another one."""
    for chain in chains[: -_MOST_OPEN - 1 : -1]:
        last_here, last_there = chain[-1]
        same = left.file[last_here] == left.file[here] and right.file[last_there] == right.file[there]
        steps = left.starts[here] - left.starts[last_here], right.starts[there] - right.starts[last_there]
        if same and 0 < steps[0] <= GAP and 0 < steps[1] <= GAP:
            chain.append((here, there))
            return
    chains.append([(here, there)])


def _passage(left: Document, right: Document, chain: Sequence[tuple[int, int]]) -> Passage:
    here = np.array([pair[0] for pair in chain])
    there = np.array([pair[1] for pair in chain])
    chosen = np.zeros(len(left.hashes), np.bool_)
    chosen[here] = True
    return Passage(_place(left, here), _place(right, there), left.only(chosen).covered())


def _place(whole: Document, numbers: npt.NDArray[np.int64]) -> Place:
    file = whole.files[int(whole.file[numbers[0]])]
    return Place(file, int(whole.first_lines[numbers].min()), int(whole.last_lines[numbers].max()))
