"""Read a submission from disk as bytes, and refuse what cannot be graded. Runs and imports nothing of it."""

from __future__ import annotations

import codecs
import difflib
import io
import os
import re
import stat
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.config import KILOBYTE, MEGABYTE, Config, SubmissionLimits
from grader.errors import UsageError
from grader.seeds import framed_sha256

_SKIPPED_FOLDERS = frozenset({"__MACOSX", "__pycache__", "checks", "misconceptions", "notebooks"})
_MAX_DEPTH = 20
_MAX_ID_LENGTH = 100
_TEXT_CODEC = re.compile(  # a declared codec runs in this process: no `idna`, `punycode`, `unicode_escape`
    r"ascii|utf-8(-sig)?|iso8859-\d+|cp\d+|mac-\w+|koi8-\w|gbk?\d*|big5\w*|shift_jis\w*|euc_\w+"
)


@dataclass(frozen=True)
class Submission:
    """
    One student's Python files as they were handed in.

    *files* maps relative paths with ``/`` to contents, sorted by path. *missing* names the declared files
    that are not among them; *near_misses* tells for some of these which file was perhaps meant
    (``{"layers.py": "Layers.py"}``).
    """

    id: str
    files: Mapping[str, bytes]
    digest: str
    missing: tuple[str, ...]
    near_misses: Mapping[str, str]


def read_submission(path: Path, config: Config) -> Submission:
    """
    Return the submission at *path*: a folder, or one Python file.

    All Python files below a folder belong to it, so that own helper modules can be imported, except in
    hidden folders, virtual environments, `checks`, `misconceptions` and `notebooks`. Where *path* holds
    none of the declared files but a folder `exercises` that does, that folder is the submission.
    A symbolic link below *path* is not followed. A syntax error is no reason to refuse: it costs the
    checks of its file alone.

    Raises:
        UsageError: There is nothing to grade at *path*, or a file is too large, not text or unreadable;
            the text is one line that names the file.
    """
    declared = tuple(config.modules.values())
    try:
        root, files = _collect(path, declared, config.submission)
    except OSError as error:
        raise UsageError(f"{_shown(error.filename or path)}: cannot be read: {error.strerror}") from error
    if not files:
        raise UsageError(f"{_shown(path)}: no Python file in it; expected {', '.join(declared)}")
    if not any(name in files for name in declared):
        raise UsageError(f"{_shown(path)}: {_nothing_declared(declared, files)}")
    for name, content in files.items():
        _require_text(_shown(root / name if root.is_dir() else root), content)
    missing = tuple(name for name in declared if name not in files)
    return Submission(
        id=_clean_id(path),
        files=files,
        digest=framed_sha256(part for name, data in files.items() for part in (name.encode(), data)).hex(),
        missing=missing,
        near_misses={name: near for name in missing if (near := _near_miss(name, files, declared))},
    )


def _collect(
    path: Path, declared: tuple[str, ...], limits: SubmissionLimits
) -> tuple[Path, dict[str, bytes]]:
    """Return the folder that counts and its files; one Python file is a submission of that file."""
    if not path.exists():
        raise UsageError(f"{_shown(path)}: no such folder")
    if path.is_file():
        if path.suffix != ".py":
            raise UsageError(f"{_shown(path)}: must be a folder or a .py file")
        return path, _read_all([(path.name, path.resolve())], limits)
    if not path.is_dir():
        raise UsageError(f"{_shown(path)}: must be a folder or a .py file")
    inner = path / "exercises"
    use_inner = inner.is_dir() and not inner.is_symlink() and not _holds_any(path, declared)
    root = inner if use_inner and _holds_any(inner, declared) else path
    for name in declared:
        if (root / name).is_symlink():
            raise UsageError(f"{_shown(root / name)}: is a symbolic link; hand in the file itself")
    return root, _read_all(sorted(_python_files(root)), limits)


def _holds_any(folder: Path, declared: Iterable[str]) -> bool:
    return any((folder / name).is_file() for name in declared)


def _python_files(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield relative and real path of each Python file below *root* that an import could reach."""
    folders = [(root, PurePosixPath())]
    while folders:
        folder, relative = folders.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                name, path = relative / entry.name, Path(entry.path)
                if entry.is_dir(follow_symlinks=False):
                    if len(name.parts) < _MAX_DEPTH and _is_own_folder(path):
                        folders.append((path, name))
                elif _is_own_file(entry):
                    yield str(name), path


def _is_own_file(entry: os.DirEntry[str]) -> bool:
    """Leave out links and names that no import statement can spell, such as the `._layers.py` of macOS."""
    wanted = entry.name.endswith(".py") and entry.name.isprintable() and not entry.name.startswith(".")
    return wanted and entry.is_file(follow_symlinks=False)


def _is_own_folder(folder: Path) -> bool:
    skipped = folder.name.startswith(".") or folder.name in _SKIPPED_FOLDERS or not folder.name.isprintable()
    return not skipped and not (folder / "pyvenv.cfg").exists()


def _read_all(paths: list[tuple[str, Path]], limits: SubmissionLimits) -> dict[str, bytes]:
    if len(paths) > limits.max_files:
        extra, allowed = _shown(paths[limits.max_files][1]), f"submission.max_files is {limits.max_files}"
        raise UsageError(f"{extra}: one Python file too many, {len(paths)} in all; {allowed}")
    files: dict[str, bytes] = {}
    total = 0
    for name, path in paths:
        files[name] = _read(path, limits.max_file_kb)
        total += len(files[name])
        if total > limits.max_total_mb * MEGABYTE:
            allowed = f"submission.max_total_mb is {limits.max_total_mb}"
            raise UsageError(f"{_shown(path)}: the files together are too large by here; {allowed}")
    return files


def _read(path: Path, max_kb: int) -> bytes:
    """Return the content of a regular file, never of a link or a pipe put in its place meanwhile."""
    flags = (
        os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    with open(os.open(path, flags), "rb") as stream:  # noqa: PTH123  a descriptor, not a path
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise UsageError(f"{_shown(path)}: must be a regular file")
        content = stream.read(max_kb * KILOBYTE + 1)
    if len(content) > max_kb * KILOBYTE:
        raise UsageError(f"{_shown(path)}: is larger than {max_kb} kB, which is submission.max_file_kb")
    return content


def _require_text(shown: str, content: bytes) -> None:
    """Refuse what Python could not decode: UTF-8, or what the file's first two lines declare."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UsageError(f"{shown}: is UTF-16 or UTF-32 text; save it as UTF-8")
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise UsageError(f"{shown}: holds a NUL byte in line {line}; save it as UTF-8 text")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    except SyntaxError as error:
        raise UsageError(f"{shown}: is not UTF-8 text: {_ascii(error.msg)}") from error
    codec = codecs.lookup(encoding).name
    if not _TEXT_CODEC.fullmatch(codec):
        raise UsageError(f"{shown}: declares the encoding {_ascii(encoding)}; save it as UTF-8")
    try:
        content.decode(codec)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        got = f"byte {content[error.start]:#04x} in line {line}"
        raise UsageError(f"{shown}: is not {codec.upper()} text: {got}; save it as UTF-8") from error


def _nothing_declared(declared: tuple[str, ...], files: Iterable[str]) -> str:
    """Return what was expected and, for each expected file, what was perhaps meant by it."""
    near = {name: meant for name in declared if (meant := _near_miss(name, files, declared))}
    found = ", ".join(f"{meant} for {name}" for name, meant in near.items())
    return f"none of {', '.join(declared)} in it" + (f"; found {found}: rename or move it" if found else "")


def _near_miss(wanted: str, files: Iterable[str], declared: Iterable[str]) -> str | None:
    """Return the undeclared file that is most like *wanted*: by case, by folder, then by spelling."""
    others = sorted(set(files) - set(declared), key=lambda name: (name.count("/"), name))
    base = PurePosixPath(wanted).name
    for name in others:
        if name.lower() == wanted.lower():
            return name
    for name in others:
        if PurePosixPath(name).name.lower() == base.lower():
            return name
    near = difflib.get_close_matches(base, [PurePosixPath(name).name for name in others], n=1, cutoff=0.75)
    return next((name for name in others if near and PurePosixPath(name).name == near[0]), None)


def _clean_id(path: Path) -> str:
    whole = path.absolute() if path.name not in {"", ".."} else path.resolve()
    name = whole.stem if whole.is_file() else whole.name
    cleaned = "".join(character if character.isprintable() else "_" for character in name)
    return cleaned[:_MAX_ID_LENGTH].strip() or "submission"


def _shown(path: str | bytes | os.PathLike[str]) -> str:
    """Return *path* so that it keeps to its line and its direction in a terminal."""
    text = os.fsdecode(path)
    return text if text.isprintable() else ascii(text)


def _ascii(text: str) -> str:
    return ascii(text)[1:-1]
