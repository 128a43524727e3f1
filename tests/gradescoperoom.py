"""
Set a package for Gradescope up in a room like Gradescope's and grade in it; by itself, all examples.

`python -m tests.gradescoperoom` packs this assignment, grades every example with 768 MB and half a processor,
compares the scores with examples.yaml and ends with 1 where one differs. With `autograder.zip SUBMISSION ...`
it grades these with that zip instead. Needs Linux, root and bubblewrap.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import typer
import yaml

from examples.demo import EXAMPLES, SECRET, place_of, two_decimals
from tests.cleanroom import Room

METADATA = {"id": 1, "created_at": "2026-11-20T10:00:00+01:00", "previous_submissions": []}


def main(arguments: list[str]) -> int:
    """Grade and print a line for each submission; return the exit code."""
    with tempfile.TemporaryDirectory(prefix="gradescope-") as work:
        folder = Path(work)
        expected: dict[Path, float | None]
        if arguments:
            archive, expected = Path(arguments[0]), {Path(each): None for each in arguments[1:]}
        else:
            archive, expected = packed(folder), examples()
        room = Room(folder / "room")
        room.folder.mkdir()
        room.unpack(archive)
        ending = room.setup()
        typer.echo(ending.output if ending.code else f"set up in {ending.wall_s:.0f} s")
        if ending.code:
            return 1
        wrong = [place for place, score in expected.items() if not graded(room, place, score)]
        typer.echo(
            "\n".join(
                [*sorted(set(room.notes)), f"{len(expected) - len(wrong)} of {len(expected)} as expected"]
            )
        )
        return 1 if wrong else 0


def packed(folder: Path) -> Path:
    """Return the package of this assignment with the secret of the examples."""
    archive = folder / "autograder.zip"
    command = [sys.executable, "-c", "from grader.cli import main; main()", "package", "gradescope"]
    command += ["-a", str(EXAMPLES.parent), "-o", str(archive)]
    subprocess.run(command, env={**os.environ, "GRADER_SECRET": SECRET.decode()}, check=True)
    return archive


def examples() -> dict[Path, float | None]:
    """Return the places of the examples and the scores that they are to get."""
    told = yaml.safe_load((EXAMPLES / "examples.yaml").read_text(encoding="utf-8"))
    return {place_of(name): float(example["score"]) for name, example in told.items()}


def graded(room: Room, place: Path, score: float | None) -> bool:
    """Grade one submission, print what came of it, and tell whether it got *score*."""
    run = room.grade(place, METADATA)
    got = (run.results or {}).get("score")
    right = run.ending.code == 0 and (
        score is None or (got is not None and two_decimals(got) == two_decimals(score))
    )
    mib = run.ending.peak_bytes / 2**20
    told = "no score" if got is None else two_decimals(got)
    typer.echo(
        f"{'ok ' if right else 'BAD'} {place.name:28}{told:>9}  {run.ending.wall_s:6.1f} s {mib:5.0f} MiB",
    )
    if not right or score is None:
        typer.echo(run.ending.output)
    return right


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
