"""What the MNIST data sets are, and how to load them. Fetches nothing and knows no network."""

from __future__ import annotations

import hashlib
import math
import os
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.errors import DataError

Bytes = NDArray[np.uint8]
Integers = NDArray[np.int64]

EMBEDDED = Path(__file__).parent / "data" / "mnist-embedded.npz"
EMBEDDED_SHA256 = "9d41e45fb094e78c949d812c3f05fe248c0e01fd23d95998c72edb39b1188ba2"
VALIDATION_SIZE = 1_000


@dataclass(frozen=True)
class IdxFile:
    """One unpacked file of the full data, known by its size and its SHA-256."""

    name: str
    size_bytes: int
    sha256: str


FILES = (
    IdxFile(
        "train-images-idx3-ubyte",
        47_040_016,
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    IdxFile(
        "train-labels-idx1-ubyte",
        60_008,
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
    IdxFile(
        "t10k-images-idx3-ubyte",
        7_840_016,
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    IdxFile(
        "t10k-labels-idx1-ubyte",
        10_008,
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
)
"""Training images, training labels, test images, test labels, in this order everywhere."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """
    Images as rows of 784 grey values from 0 to 255, labels from 0 to 9; all arrays are read-only.

    Shapes: images `(n, 784)` uint8, labels `(n,)` int64. `embedded` has no validation images: `(0, 784)`.
    """

    name: str
    train_images: Bytes
    train_labels: Integers
    validation_images: Bytes
    validation_labels: Integers
    test_images: Bytes
    test_labels: Integers

    def __post_init__(self) -> None:
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)


@dataclass(frozen=True)
class FileInfo:
    """What is known of one data file on this machine; *size_bytes* is 0 where it is not present."""

    dataset: str
    path: Path
    present: bool
    size_bytes: int
    sha256_ok: bool


def load(name: str) -> Dataset:
    """
    Return the data set *name*, every byte of it checked against the recorded SHA-256.

    Args:
        name: `embedded` (20,000 training, 0 validation, 2,000 test images) or `full` (59,000, 1,000, 10,000).

    Raises:
        DataError: There is no such data set, or a file is missing, truncated or changed.
    """
    if name == "embedded":
        return load_embedded()
    if name == "full":
        return load_full(data_folder())
    raise DataError(f"no data set is called {name!r}; there are 'embedded' and 'full'")


def load_embedded(path: Path = EMBEDDED, sha256: str = EMBEDDED_SHA256) -> Dataset:
    """
    Return the subset that is part of the package.

    The digest is that of the unpacked arrays, so that it holds whatever compressed them.

    Raises:
        DataError: The file is missing or damaged, or its arrays are not those of *sha256*.
    """
    arrays = _read_npz(path)
    found = content_digest(arrays)
    if found != sha256:
        raise DataError(f"{path}: wrong content: expected SHA-256 {sha256}, found {found}")
    return Dataset(
        "embedded",
        arrays["train_images"],
        arrays["train_labels"].astype(np.int64),
        arrays["train_images"][:0],
        np.zeros(0, np.int64),
        arrays["test_images"],
        arrays["test_labels"].astype(np.int64),
    )


def load_full(
    folder: Path, files: Sequence[IdxFile] = FILES, validation_size: int = VALIDATION_SIZE
) -> Dataset:
    """
    Return all of MNIST out of the four IDX files in *folder*.

    The validation images are a stratified part of the training images, the same ones on every machine.

    Raises:
        DataError: A file is missing, truncated or changed; the text names it and the command that gets it.
    """
    for file in files:
        if reason := fault(folder / file.name, file):
            raise DataError(f"{folder / file.name}: {reason}; run: grader data fetch")
    images, labels, test_images, test_labels = (read_idx(folder / file.name) for file in files)
    images = images.reshape(len(images), -1)
    validation = stratified(labels, validation_size)
    train = np.setdiff1d(np.arange(len(labels)), validation, assume_unique=True)
    return Dataset(
        "full",
        images[train],
        labels[train].astype(np.int64),
        images[validation],
        labels[validation].astype(np.int64),
        test_images.reshape(len(test_images), -1),
        test_labels.astype(np.int64),
    )


def stratified(labels: NDArray[Any], count: int) -> NDArray[np.intp]:
    """
    Choose *count* positions of *labels* in which every class has its share, spread evenly over the class.

    Even spacing needs no random numbers, whose stream could change between NumPy versions, and takes the
    writers, who follow one another in MNIST, in proportion too. Shares are rounded by largest remainders.

    Args:
        labels: Shape `(n,)`.
        count: At most `n`.

    Returns:
        Shape `(count,)`, ascending.

    Raises:
        ValueError: *count* is negative or larger than `n`.
    """
    if not 0 <= count <= len(labels):
        raise ValueError(f"count must be between 0 and {len(labels)}, got {count}")
    classes, sizes = np.unique(labels, return_counts=True)
    quotas, remainders = np.divmod(sizes * count, max(len(labels), 1))
    quotas[np.argsort(-remainders, kind="stable")[: count - quotas.sum()]] += 1
    chosen = [
        np.flatnonzero(labels == label)[(2 * np.arange(quota) + 1) * size // (2 * quota)]
        for label, size, quota in zip(classes, sizes, quotas, strict=True)
        if quota
    ]
    return np.sort(np.concatenate(chosen)) if chosen else np.zeros(0, np.intp)


def read_idx(path: Path) -> Bytes:
    """
    Read an unpacked IDX file of unsigned bytes into an array of the shape in its header.

    Raises:
        DataError: The file is no such file, or its length does not fit its header.

    Source: the format's description on the MNIST page of LeCun, Cortes and Burges.
    """
    content = path.read_bytes()
    if len(content) < 4 or content[:3] != b"\0\0\x08":
        found = content[:3].hex(" ") or "nothing"
        raise DataError(f"{path}: not an IDX file of bytes: expected 00 00 08 at its start, found {found}")
    header = 4 + 4 * content[3]
    shape = tuple(int.from_bytes(content[i : i + 4], "big") for i in range(4, header, 4))
    expected = header + math.prod(shape)
    if len(content) != expected:
        raise DataError(f"{path}: expected {expected} bytes for shape {shape}, found {len(content)}")
    return np.frombuffer(content, np.uint8, offset=header).reshape(shape)


def fault(path: Path, file: IdxFile) -> str | None:
    """Return what is wrong with *path* as a copy of *file*, in words, or None for a good one."""
    try:
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size != file.size_bytes:
                word = "truncated" if size < file.size_bytes else "too long"
                return f"{word}: expected {file.size_bytes} bytes, found {size}"
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return None if found == file.sha256 else f"wrong content: expected SHA-256 {file.sha256}, found {found}"


def content_digest(arrays: Mapping[str, NDArray[Any]]) -> str:
    """Return the SHA-256 of named arrays: their names, types, shapes and values, whatever the file around."""
    digest = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def data_folder() -> Path:
    """Return where the full data are kept: `GRADER_DATA` if it is set, else below the user's cache folder."""
    if chosen := os.environ.get("GRADER_DATA"):
        return Path(chosen).expanduser()
    import pooch  # type: ignore[import-untyped]  # it carries no annotations

    return Path(pooch.os_cache("nn-grader")) / "mnist"


def info(
    folder: Path | None = None, files: Sequence[IdxFile] = FILES, embedded: Path = EMBEDDED
) -> list[FileInfo]:
    """Describe the embedded file and the four full ones in *folder*, for `grader data info`."""
    folder = data_folder() if folder is None else folder
    try:
        embedded_ok = load_embedded(embedded) is not None
    except DataError:
        embedded_ok = False
    full = [(folder / file.name, fault(folder / file.name, file) is None) for file in files]
    return [_info("embedded", embedded, embedded_ok), *(_info("full", path, ok) for path, ok in full)]


def _info(dataset: str, path: Path, sha256_ok: bool) -> FileInfo:
    present = path.is_file()
    return FileInfo(dataset, path, present, path.stat().st_size if present else 0, sha256_ok)


def _read_npz(path: Path) -> dict[str, Bytes]:
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except FileNotFoundError:
        raise DataError(f"{path}: missing; it is part of the package: install the grader again") from None
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise DataError(f"{path}: damaged ({error}); install the grader again") from error
