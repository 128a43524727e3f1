"""Write `exercises/` from `reference/`: a skeleton for each file of solutions. Runs nothing of them."""

from __future__ import annotations

import os
from pathlib import Path

from grader.errors import ConfigError
from grader.skeleton import skeleton


def products(assignment: Path) -> dict[Path, bytes]:
    """
    Return all that is made of ``reference/*.py``: the content of each file by its path below ``exercises/``.

    `build` writes them and `stale` compares them; what belongs to ``reference/x.py`` is called ``x``.

    Raises:
        ConfigError: A reference file cannot be read, or its markers are wrong.
    """
    sources = sorted((assignment / "reference").glob("*.py"))
    if not sources:
        raise ConfigError(f"{assignment / 'reference'}: no solutions (*.py) to make skeletons of")
    return {
        Path(path.name): skeleton(_text(path), f"reference/{path.name}").encode("utf-8") for path in sources
    }


def build(assignment: Path) -> list[Path]:
    """
    Write the `products` into ``exercises/`` and return the paths that changed.

    Everything is made before the first file is written, each file is replaced in one step, and a
    file that has its content already is left alone: a second build changes nothing.

    Raises:
        ConfigError: A reference file cannot be read, or its markers are wrong; nothing was written.
    """
    contents = {assignment / "exercises" / path: content for path, content in products(assignment).items()}
    changed = [path for path, content in contents.items() if _content(path) != content]
    for path in changed:
        _replace(path, contents[path])
    return changed


def stale(assignment: Path) -> list[str]:
    """
    Return one line for each product that is not what `build` would write; nothing when all are.

    Also told are files beside the products, of the same kind, that no reference file gives.

    Raises:
        ConfigError: As `build`.
    """
    exercises = assignment / "exercises"
    made = products(assignment)
    faults = []
    for path, content in made.items():
        present = _content(exercises / path)
        if present is None:
            faults.append(f"exercises/{path.as_posix()} is missing: run grader build")
        elif present != content:
            faults.append(
                f"exercises/{path.as_posix()} is not what reference/{path.stem}.py gives: run grader build"
            )
    kinds = {(path.parent, path.suffix) for path in made}
    present_paths = {
        path.relative_to(exercises)
        for folder, suffix in kinds
        for path in (exercises / folder).glob(f"*{suffix}")
    }
    faults += [
        f"exercises/{path.as_posix()} has no reference/{path.stem}.py: remove it"
        for path in sorted(present_paths - set(made))
    ]
    return faults


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"reference/{path.name}: cannot be read as UTF-8 text: {error}") from error


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
