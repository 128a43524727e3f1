"""Write `exercises/` from `reference/`: a skeleton for each file of solutions. Runs nothing of them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from grader import config as configuration
from grader import wholefile
from grader.cutting import tree_of
from grader.errors import ConfigError
from grader.notebookbuild import notebook
from grader.selection import NOTEBOOKS, belongs
from grader.skeleton import skeleton
from grader.topnames import used_names


def products(assignment: Path) -> dict[Path, bytes]:
    """
    Return all that is made of ``reference/``: the content of each file by its path below ``exercises/``.

    `build` writes them and `stale` compares them. A skeleton has the path of its solution; what else is
    made of ``reference/x.py`` lies in a folder for its kind, as ``notebooks/x.ipynb``.

    Raises:
        ConfigError: A reference file cannot be read, or its markers are wrong.
    """
    folder = assignment / "reference"
    found = sorted(path.relative_to(folder) for path in folder.rglob("*.py"))
    paths = [path for path in found if belongs(path.parts)]
    if not paths:
        raise ConfigError(f"{folder}: no solutions (*.py) to make skeletons of")
    skeletons = _skeletons({path: _text(folder / path, _source(path)) for path in paths})
    made = {path: text.encode("utf-8") for path, text in skeletons.items()}
    return made | _notebooks(assignment, skeletons)


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
        wholefile.replace(path, contents[path])
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
            faults.append(f"exercises/{path.as_posix()} is not what {_source(path)} gives: run grader build")
    there = {path.relative_to(exercises) for path in exercises.rglob("*.py")}
    surplus = {path for path in there if belongs(path.parts)}
    for folder, suffix in {(path.parent, path.suffix) for path in made}:
        surplus |= {path.relative_to(exercises) for path in (exercises / folder).glob(f"*{suffix}")}
    return faults + [
        f"exercises/{path.as_posix()} has no {_source(path)}: remove it"
        for path in sorted(surplus - set(made))
    ]


def _notebooks(assignment: Path, skeletons: Mapping[Path, str]) -> dict[Path, bytes]:
    """Return a notebook of each skeleton that `config.yaml` names, where it asks for notebooks."""
    if not (assignment / configuration.CONFIG_FILE).is_file():
        return {}
    config = configuration.load(assignment)
    statement = assignment / "exercises" / "README.md"
    told = statement.read_text(encoding="utf-8") if statement.is_file() else ""
    homes = {Path(file): module for module, file in config.modules.items()} if config.notebooks else {}
    return {
        NOTEBOOKS / path.with_suffix(".ipynb"): notebook(
            path.as_posix(), skeletons[path], told, module if module in config.tasks else None
        )
        for path, module in homes.items()
        if path in skeletons
    }


def _source(path: Path) -> str:
    """Return what faults call the solution that *path*, below ``exercises/``, is made of."""
    own = path if path.suffix == ".py" else path.relative_to(path.parts[0]).with_suffix(".py")
    return f"reference/{own.as_posix()}"


def _skeletons(sources: Mapping[Path, str]) -> dict[Path, str]:
    """Return the skeleton of each file; what another skeleton imports from it stays."""
    keep: dict[Path, frozenset[str]] = dict.fromkeys(sources, frozenset())
    while True:
        made = {path: skeleton(text, _source(path), keep[path]) for path, text in sources.items()}
        trees = [tree_of(text.removeprefix("\ufeff")) for text in made.values()]
        wanted = {path: keep[path].union(*(_taken(tree, path) for tree in trees)) for path in sources}
        if wanted == keep:
            return made
        keep = wanted


def _taken(tree: ast.Module, path: Path) -> set[str]:
    """Return the names that *tree* takes from the file at *path*; with a star import, all that it uses."""
    package = path.stem == "__init__"
    module = path.parent.name if package else path.stem
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=None) if package:
                names |= {alias.name for alias in node.names}
            case ast.ImportFrom(module=str(origin)) if origin.rpartition(".")[2] == module:
                names |= {alias.name for alias in node.names}
            case ast.Attribute(value=ast.Name(id=name) | ast.Attribute(attr=name)) if name == module:
                names.add(node.attr)
    return names | used_names([tree]) if "*" in names else names


def _text(path: Path, name: str) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name}: cannot be read as UTF-8 text: {error}") from error


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
