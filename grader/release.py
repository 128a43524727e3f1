"""Make what students get, as a folder or an archive, and refuse when something secret would be in it."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from grader import build, confidential, leaks, wholefile
from grader import config as configuration
from grader.config import CONFIG_FILE
from grader.errors import ConfigError, UsageError
from grader.source import shown

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that an archive can say
_MODE = 0o100644
_LITTER = frozenset({"__pycache__", ".ipynb_checkpoints"})


@dataclass(frozen=True)
class Release:
    """
    What students get.

    Attributes:
        name: Of the assignment, and of the folder in an archive.
        files: Contents by path, sorted.
        faults: Why it must not be handed out, a line each.
    """

    name: str
    files: Mapping[str, bytes]
    faults: tuple[str, ...]


def release(assignment: Path, environ: Mapping[str, str] = os.environ) -> Release:
    """
    Return `config.yaml` and all that is below `exercises/`, and what is wrong with handing it out.

    Hidden files, caches and byte code stay behind, and so do the lines of `config.yaml` that say when a
    hidden check is shown.

    Raises:
        ConfigError: The assignment is not one.
        UsageError: A file cannot be read, or is a link.
    """
    config = configuration.load(assignment)
    products = build.products(assignment)
    hidden = confidential.hidden_checks(assignment)
    files = {CONFIG_FILE: _without_hidden((assignment / CONFIG_FILE).read_text("utf-8"), hidden).encode()}
    files |= {path: _content(assignment / path) for path in sorted(_below(assignment, "exercises"))}
    secrets = confidential.secrets_of(assignment, config.tasks, products.values(), environ)
    found = leaks.find(files, secrets, config.release.allowed)
    return Release(config.name, files, (*build.stale(assignment), *map(str, found)))


def write(made: Release, target: Path) -> None:
    """
    Write a release without faults to *target*, an archive where that ends in ``.zip``, else a folder.

    The same release gives the same bytes, whenever and wherever it is written.

    Raises:
        UsageError: *target* cannot be written, or is a folder that holds something else.
    """
    assert not made.faults
    try:
        if target.suffix == ".zip":
            wholefile.replace(target, _archived(made))
        else:
            _write_folder(made, target)
    except OSError as error:
        raise UsageError(f"{shown(error.filename or target)}: cannot be written: {error.strerror}") from error


def _below(assignment: Path, folder: str) -> Iterator[str]:
    """Yield the files below *folder*, by their paths from the assignment's."""
    for parent, folders, names in os.walk(assignment / folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _LITTER]
        for name in (*names, *folders):
            path = Path(parent, name)
            if path.is_symlink():
                raise UsageError(f"{shown(path)}: is a link; put the file itself there")
        for name in names:
            if not name.startswith(".") and not name.endswith((".pyc", "~")):
                yield Path(parent, name).relative_to(assignment).as_posix()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{shown(path)}: cannot be read: {error.strerror}") from error


def _without_hidden(text: str, hidden: frozenset[str]) -> str:
    """Return the text of a `config.yaml` without the lines of `visibility.checks` about *hidden* checks."""
    section = _entry(_entry(yaml.compose(text, yaml.SafeLoader), "visibility"), "checks")
    if not isinstance(section, yaml.MappingNode):
        return text
    about = [key for key, _ in section.value if key.value.partition("/")[2].partition("[")[0] in hidden]
    if about and section.flow_style:
        line = about[0].start_mark.line + 1
        raise ConfigError(
            f"{CONFIG_FILE}:{line}: names the hidden check {about[0].value}; give it a line of its own, "
            "which a release can leave out"
        )
    out = {key.start_mark.line for key in about}
    lines = [line for number, line in enumerate(text.splitlines(keepends=True)) if number not in out]
    if about and len(about) == len(section.value):
        above = next(
            number for number in range(min(out) - 1, -1, -1) if "checks:" in text.splitlines()[number]
        )
        lines[above] = lines[above].replace("checks:", "checks: {}", 1)
    return "".join(lines)


def _entry(node: yaml.Node | None, name: str) -> yaml.Node | None:
    entries = node.value if isinstance(node, yaml.MappingNode) else []
    return next((value for key, value in entries if key.value == name), None)


def _archived(made: Release) -> bytes:
    """Return the files as an archive; stored, as one version of zlib packs otherwise than the next."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for path, content in made.files.items():
            member = zipfile.ZipInfo(f"{made.name}/{path}", _FIRST_DAY)
            member.create_system, member.external_attr = 3, _MODE << 16
            archive.writestr(member, content)
    return stream.getvalue()


def _write_folder(made: Release, target: Path) -> None:
    if target.exists():
        if not target.is_dir():
            raise UsageError(f"{shown(target)}: is a file; name a folder, or an archive that ends in .zip")
        surplus = sorted(set(_below(target, "")) - set(made.files))
        if surplus:
            raise UsageError(
                f"{shown(target)}: holds {shown(surplus[0])}, which is no part of the release; empty it"
            )
    for path, content in made.files.items():
        wholefile.replace(target / path, content)


def summary(made: Release, target: Path) -> str:
    """Return one line about what was written."""
    size = sum(map(len, made.files.values()))
    return f"{shown(target)}: {len(made.files)} files, {size:,} bytes"
