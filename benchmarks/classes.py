"""Write classes of right submissions, no two of which have the same text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
TEN = PROJECT / "benchmarks/peers/assignment"


def write(folder: Path, count: int, names: Sequence[str] = ("layers.py",)) -> Path:
    """Write *count* submissions of these files of the reference into *folder* and return it."""
    for number in range(count):
        place = folder / f"s{number:04}"
        place.mkdir(parents=True)
        for name in names:
            text = (PROJECT / "reference" / name).read_text(encoding="utf-8")
            (place / name).write_text(f"{text}# submission {number}\n", encoding="utf-8")
    return folder
