"""Read a submission from disk as bytes, and refuse what cannot be graded. Runs and imports nothing of it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from grader import archive
from grader.cellmodules import Origin
from grader.config import KILOBYTE, MEGABYTE, Config, SubmissionLimits
from grader.errors import UsageError
from grader.imports import ForbiddenImport, forbidden_imports
from grader.merging import merge
from grader.notebooks import SUFFIX as NOTEBOOK
from grader.seeds import framed_sha256
from grader.selection import (
    ENVIRONMENT,
    MAX_DEPTH,
    NOTEBOOKS,
    Basket,
    TwoRoots,
    inner_root,
    is_own_file,
    is_own_folder,
    is_own_notebook,
    near_miss,
    nothing_declared,
)
from grader.source import read_regular, require_text, shown

_MAX_ID_LENGTH = 100
_KINDS = f"a folder, a .py file, a notebook (.ipynb) or an archive ({', '.join(archive.SUFFIXES)})"


@dataclass(frozen=True)
class Submission:
    """
    One student's Python files as they were handed in.

    *files* maps relative paths with ``/`` to contents, sorted by path. *missing* names the declared files
    that are not among them; *near_misses* tells for some of these which file was perhaps meant
    (``{"layers.py": "Layers.py"}``). *libraries* may be imported beside the standard library and NumPy.
    *notes* are for the person who handed in; *origins* tells of files made from a notebook which cells
    their lines come from.
    """

    id: str
    files: Mapping[str, bytes]
    digest: str
    missing: tuple[str, ...]
    near_misses: Mapping[str, str]
    libraries: frozenset[str] = field(default=frozenset())
    notes: tuple[str, ...] = ()
    origins: Mapping[str, tuple[Origin, ...]] = field(default_factory=dict)

    @cached_property
    def forbidden(self) -> tuple[ForbiddenImport, ...]:
        """Return the imports of what will not be there; looked for when first asked for."""
        return forbidden_imports(self.files, self.libraries)


def read_submission(path: Path, config: Config, assignment: Path | None = None) -> Submission:
    """
    Return the submission at *path*: a folder, one Python file, one notebook, or an archive of a folder.

    All Python files below a folder belong to it, so that own helper modules can be imported, except in
    hidden folders, virtual environments, `checks`, `misconceptions` and `notebooks`. Where *path* holds
    none of the declared files but one folder in it does, at any depth, that folder is the submission.
    A symbolic link below *path* is not followed. A syntax error is no reason to refuse: it costs the
    checks of its file alone. An archive is read as its folder would be, without unpacking it anywhere.

    Notebooks among the files count as the Python files that they give, if the *assignment* is named: its
    skeletons tell which names belong to which file.

    Raises:
        UsageError: There is nothing to grade at *path*, or a file is too large, not text or unreadable,
            or an archive is not a harmless one; the text is one line that names the file.
    """
    basket = collect(path, path.name, config)
    lone_notebook = path.suffix == NOTEBOOK
    return submission_of(basket, shown(path), _clean_id(path), config, assignment, lone_notebook)


def collect(path: Path, name: str, config: Config) -> Basket:
    """
    Return the Python files and notebooks of the folder, file or archive at *path*, unjudged.

    Args:
        path: As in `read_submission`.
        name: By which a single file counts; platforms put something before what the student called it.
        config: For its limits and the files that it declares.

    Raises:
        UsageError: As `read_submission` does, of what can be seen before the files are put together.
    """
    try:
        return _collect(path, name, config.layout.declared, config.submission)
    except OSError as error:
        raise UsageError(f"{shown(error.filename or path)}: cannot be read: {error.strerror}") from error


def submission_of(
    basket: Basket,
    called: str,
    id_: str,
    config: Config,
    assignment: Path | None,
    lone_notebook: bool = False,
) -> Submission:
    """
    Return what is in *basket* as one submission, with what its notebooks give.

    Args:
        basket: Filled by `collect`; of several parts, put together.
        called: What messages call the whole.
        id_: Of the submission.
        config: Of the assignment.
        assignment: As in `read_submission`.
        lone_notebook: Whether nothing but one notebook was handed in.

    Raises:
        UsageError: There is nothing to grade in it, or a file is not text.
    """
    declared = config.layout.declared
    merged = merge(basket, declared, config.submission, assignment)
    files = {name: merged.files[name] for name in sorted(merged.files)}
    if not any(name in files for name in declared) and lone_notebook:
        raise UsageError(f"{called}: no cell defines anything of {', '.join(declared)}")
    if not files:
        raise UsageError(f"{called}: no Python file in it; expected {', '.join(declared)}")
    if not any(name in files for name in declared):
        raise UsageError(f"{called}: {nothing_declared(declared, files)}")
    for name, content in files.items():
        require_text(merged.shown[name], content)
    missing = config.layout.missing(files)
    return Submission(
        id=id_,
        files=files,
        digest=framed_sha256(part for name, data in files.items() for part in (name.encode(), data)).hex(),
        missing=missing,
        near_misses={name: near for name in missing if (near := near_miss(name, files, declared))},
        libraries=frozenset(config.imports.allowed),
        notes=tuple(merged.notes),
        origins=merged.origins,
    )


def _collect(path: Path, called: str, declared: tuple[str, ...], limits: SubmissionLimits) -> Basket:
    """Return the files of the folder or archive; one Python file is a submission of that file."""
    if not path.exists():
        raise UsageError(f"{shown(path)}: no such folder")
    if path.is_dir():
        root = _root(path, declared)
        return _read_all(_folder_files(root, declared), _folder_notebooks(path, root), limits)
    if path.is_file() and path.suffix == ".py":
        return _read_all([(called, path.resolve())], [], limits)
    if path.is_file() and path.suffix == NOTEBOOK:
        return _read_all([], [(called, path.resolve())], limits)
    if path.is_file() and archive.suffix_of(path):
        return archive.read_archive(path, declared, limits)
    advice = "; pack it as .zip or .tar.gz" if archive.is_foreign(path) else ""
    raise UsageError(f"{shown(path)}: must be {_KINDS}{advice}")


def _root(path: Path, declared: tuple[str, ...]) -> Path:
    """Return the folder that counts: *path*, or the only one in it that holds a declared file."""
    if not any((path / name).is_file() for name in declared):
        try:
            return path.joinpath(*inner_root([Path(name).parts for name, _ in _python_files(path)], declared))
        except TwoRoots as error:
            raise UsageError(f"{shown(path)}: {error}") from error
    return path


def _folder_files(root: Path, declared: tuple[str, ...]) -> list[tuple[str, Path]]:
    for name in declared:
        if (root / name).is_symlink():
            raise UsageError(f"{shown(root / name)}: is a symbolic link; hand in the file itself")
    return sorted(_python_files(root))


def _folder_notebooks(path: Path, root: Path) -> list[tuple[str, Path]]:
    """Return the notebooks below *root*, and those that lie in *path* beside the folder that counts."""
    beside = [] if path == root else [(path.name, path) for path in path.glob(f"*{NOTEBOOK}")]
    own = [(name, path) for name, path in beside if is_own_notebook(name)]
    return sorted(_python_files(root, notebooks=True)) + sorted(own)


def _python_files(root: Path, notebooks: bool = False) -> Iterator[tuple[str, Path]]:
    """Yield relative and real path of each Python file, or notebook, below *root* that can count."""
    is_own = is_own_notebook if notebooks else is_own_file
    folders = [(root, PurePosixPath())]
    while folders:
        folder, relative = folders.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                name, path = relative / entry.name, Path(entry.path)
                if entry.is_dir(follow_symlinks=False):
                    own = is_own_folder(entry.name) or (notebooks and entry.name == NOTEBOOKS)
                    own = own and not (path / ENVIRONMENT).exists()
                    if own and len(name.parts) < MAX_DEPTH:
                        folders.append((path, name))
                elif is_own(entry.name) and entry.is_file(follow_symlinks=False):
                    yield str(name), path


def _read_all(
    paths: list[tuple[str, Path]], notebooks: list[tuple[str, Path]], limits: SubmissionLimits
) -> Basket:
    basket = Basket(limits)
    basket.require_number([shown(path) for _, path in paths])
    for name, path in paths:
        basket.add(name, shown(path), read_regular(path, limits.max_file_kb))
    for name, path in notebooks:
        content = read_regular(path, limits.max_notebook_mb * MEGABYTE // KILOBYTE)
        if basket.fits(shown(path), len(content)):
            basket.notebooks[name] = shown(path), content
    return basket


def _clean_id(path: Path) -> str:
    whole = path.absolute() if path.name not in {"", ".."} else path.resolve()
    name = whole.name
    if whole.is_file():
        name = name[: -len(archive.suffix_of(whole) or whole.suffix)]
    cleaned = "".join(character if character.isprintable() else "_" for character in name)
    return cleaned[:_MAX_ID_LENGTH].strip() or "submission"
