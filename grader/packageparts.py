"""Gather the parts of a package: files that are shipped as they are, the grader's wheel, the assignment."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader import config as configuration
from grader import parcel, seeds, wheelhouse
from grader.confinement import Level
from grader.errors import UsageError
from grader.source import shown as shown_path

MORE_FILE = "more-requirements.txt"
"""Libraries that submissions may import; the scripts that set up install them where the file is there."""
_SHIPPED = Path(__file__).parent / "data" / "packages"
_HIDDEN = {"github": ".github", "gitlab-ci.yml": ".gitlab-ci.yml", "dockerignore": ".dockerignore"}
_WALLED = frozenset({Level.LANDLOCK, Level.BUBBLEWRAP})


@dataclass(frozen=True)
class Package:
    """
    What is written for a platform.

    Attributes:
        files: Contents by path, sorted.
        steps: What whoever has made it does next, a line each.
    """

    files: Mapping[str, bytes]
    steps: tuple[str, ...]

    @property
    def executable(self) -> frozenset[str]:
        """Those of the files that are programs."""
        return frozenset(path for path in self.files if path.endswith(".sh"))


def shipped(platform: str) -> dict[str, bytes]:
    """Return the files of *platform* that are the same for every assignment, by path in the package."""
    folder = _SHIPPED / platform
    found = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {_placed(path.relative_to(folder)): path.read_bytes() for path in found}


def installed_parts(more: Path | None = None) -> dict[str, bytes]:
    """
    Return the grader's own wheel, `requirements.lock` and, where there is one, `MORE_FILE`, by name.

    The dependencies' wheels are left out: a repository is no place for them, and an index has them for every
    processor. Their hashes are in the lock.

    Args:
        more: A requirements file of libraries that submissions may import.

    Raises:
        UsageError: As `wheelhouse.fill`, or *more* cannot be read.
    """
    with tempfile.TemporaryDirectory() as folder:
        wheelhouse.fill(Path(folder), wheels=False)
        return parcel.read_folder(Path(folder)) | more_parts(more)


def more_parts(more: Path | None) -> dict[str, bytes]:
    """
    Return the requirements file *more* by the name that it has in a package, or nothing where there is none.

    Raises:
        UsageError: It cannot be read.
    """
    if more is None:
        return {}
    try:
        return {MORE_FILE: more.read_bytes()}
    except OSError as error:
        raise UsageError(f"{shown_path(more)}: cannot be read: {error.strerror}") from error


def assignment_parts(assignment: Path, *, secret: bool) -> dict[str, bytes]:
    """
    Return what grading needs of the assignment, below `assignment/`.

    Args:
        assignment: The folder with `config.yaml`.
        secret: Whether the secret of hidden inputs is among the files; a repository is no place for it.

    Raises:
        ConfigError: The assignment is not one.
        UsageError: A file cannot be read.
    """
    files = parcel.assignment_files(assignment)
    return {f"assignment/{path}": files[path] for path in files if secret or path != seeds.SECRET_FILE}


def below(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return *files* moved into *folder*."""
    return {f"{folder}/{path}": content for path, content in files.items()}


def package(files: Mapping[str, bytes], assignment: Path, steps: tuple[str, ...]) -> Package:
    """Return a package of *files*; a step more where the assignment does not demand isolation."""
    if configuration.load(assignment).isolation.require not in _WALLED:
        steps = (
            (
                "config.yaml: set isolation.require to landlock, so that nothing is graded where a "
                "submission could read the machine's files; then make the package anew"
            ),
            *steps,
        )
    return Package(dict(sorted(files.items())), steps)


def _placed(path: Path) -> str:
    """Return where a shipped file goes: what begins with a dot there has none here."""
    return "/".join(_HIDDEN.get(part, part) for part in path.parts)
