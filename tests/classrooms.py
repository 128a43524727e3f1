"""Write classes of any size, out of the examples and the misconceptions of the assignment."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from grader import misconceptions

ROOT = Path(__file__).resolve().parents[1]


def write_class(folder: Path, count: int) -> Path:
    """
    Write *count* submissions into *folder*, no two of them with the same contents.

    Examples and misconceptions take turns; each has a comment that makes it its author's own.
    """
    for number, files in zip(range(1, count + 1), itertools.cycle(_sources()), strict=False):
        place = folder / f"s{number:04}"
        for name, content in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(
                content + (f"\n# s{number:04}\n".encode() if name.endswith(".py") else b"")
            )
    return folder


def write_course(folder: Path, leave_out: tuple[str, ...] = ()) -> Path:
    """Write a copy of the assignment that does without the checks that fit the patterns *leave_out*."""
    for part in ("exercises", "reference"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    config = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    config["checks"] = {"skip": list(leave_out)}
    gone = {pattern.partition("/")[0] for pattern in leave_out if pattern.endswith("/*")}
    config["tasks"] = {name: task for name, task in config["tasks"].items() if name not in gone}
    (folder / "config.yaml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    return folder


def _sources() -> list[Mapping[str, bytes]]:
    """Return the files of every example that has any, between those of the misconceptions."""
    reference = {path.name: path.read_bytes() for path in sorted((ROOT / "reference").glob("*.py"))}
    mistakes = [dict(each.applied(reference)) for each in misconceptions.load(ROOT)]
    examples = [files for path in sorted((ROOT / "examples").iterdir()) if (files := _python(path))]
    step = max(1, len(mistakes) // len(examples))
    return list(_mixed(mistakes, examples, step))


def _mixed(
    mistakes: list[dict[str, bytes]], examples: list[dict[str, bytes]], step: int
) -> Iterator[dict[str, bytes]]:
    waiting = iter(examples)
    for number, each in enumerate(mistakes):
        if number % step == 0 and (example := next(waiting, None)) is not None:
            yield example
        yield each


def _python(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir() or (folder / "config.yaml").exists():
        return {}
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.py"))}
