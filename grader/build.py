"""Write `exercises/` from `reference/`: a skeleton for each file of solutions. Runs nothing of them."""

from __future__ import annotations

import ast
import os
from collections.abc import Mapping
from pathlib import Path

from grader.cutting import tree_of
from grader.errors import ConfigError
from grader.skeleton import skeleton
from grader.topnames import used_names


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
    skeletons = _skeletons({path.stem: _text(path) for path in sources})
    return {Path(f"{stem}.py"): text.encode("utf-8") for stem, text in skeletons.items()}


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


def _skeletons(sources: Mapping[str, str]) -> dict[str, str]:
    """Return the skeleton of each file; what another skeleton imports from it stays."""
    keep: dict[str, frozenset[str]] = dict.fromkeys(sources, frozenset())
    while True:
        made = {stem: skeleton(text, f"reference/{stem}.py", keep[stem]) for stem, text in sources.items()}
        wanted = {stem: keep[stem].union(*(_taken(text, stem) for text in made.values())) for stem in sources}
        if wanted == keep:
            return made
        keep = wanted


def _taken(text: str, module: str) -> set[str]:
    """Return the names that *text* takes from *module*; with a star import, all that it uses."""
    names: set[str] = set()
    tree = tree_of(text.removeprefix("\ufeff"))
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(path)) if path.rpartition(".")[2] == module:
                names |= {alias.name for alias in node.names}
            case ast.Attribute(value=ast.Name(id=name)) if name == module:
                names.add(node.attr)
    return names | used_names([tree]) if "*" in names else names


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
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
