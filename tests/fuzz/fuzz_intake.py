"""Archives that are handed in: each is refused in one line, or read as the folder with its files would be."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path, PurePosixPath

from grader import config as configuration
from grader.errors import UsageError
from grader.intake import Submission, read_submission
from tests.fuzz import packed
from tests.fuzz.source import Source

LIMITS = configuration.SubmissionLimits(
    max_file_kb=1,
    max_files=4,
    max_total_mb=1,
    max_archive_mb=1,
    max_members=8,
    max_unpacked_mb=1,
    max_ratio=300,
)
ROOT = Path(__file__).resolve().parents[2]


def seeds() -> Iterator[bytes]:
    """Yield inputs to begin with: archives of each kind, whole and damaged."""
    for kind in range(len(packed.KINDS)):
        for first in range(12):
            yield bytes([kind, first % 6, *([4, first, 2, first % 3] * 12)])
            yield bytes([kind, 1, *range(first, first + 60)])
    for number, (_, make) in enumerate(packed.KINDS[:3]):
        made = make(Source(b"\1\4\0\5\0\2\2\0\2"))
        yield bytes([number + 3 if number < 2 else 6]) + made


def one(data: bytes) -> None:
    """Fail unless the archive that *data* stands for is refused in one line, or is a submission."""
    suffix, content = packed.archive(Source(data))
    path = folder() / f"archive{suffix}"
    path.write_bytes(content)
    try:
        submission = read_submission(path, assignment())
    except UsageError as error:
        if not str(error).isprintable():
            raise AssertionError(f"{str(error)!r} is not one line") from error
        return
    _require_harmless(submission.files)
    _require_same(submission)


def _require_harmless(files: Mapping[str, bytes]) -> None:
    """Fail if something is there that should have been refused."""
    assert 0 < len(files) <= LIMITS.max_files
    for name, content in files.items():
        parts = PurePosixPath(name).parts
        assert name.isprintable()
        assert name.endswith(".py")
        assert not name.startswith("/")
        assert ".." not in parts
        assert "/".join(parts) == name
        assert len(content) <= 1024 * LIMITS.max_file_kb
        assert b"\0" not in content


def _require_same(submission: Submission) -> None:
    """Fail unless a folder with the same files is the same submission."""
    copy = folder() / "copy"
    try:
        for name, content in submission.files.items():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes(content)
    except OSError:  # a name that this file system has no room for, or a file that is a folder too
        return
    else:
        again = read_submission(copy, assignment())
        assert dict(again.files) == dict(submission.files)
        assert again.digest == submission.digest
        assert again.missing == submission.missing
        assert dict(again.near_misses) == dict(submission.near_misses)
    finally:
        shutil.rmtree(copy, ignore_errors=True)


@cache
def folder() -> Path:
    """Return a folder of this process's own, gone at its end."""
    path = Path(tempfile.mkdtemp(prefix="grader-fuzz-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


@cache
def assignment() -> configuration.Config:
    """Return the assignment's configuration with limits that an input can reach."""
    return configuration.load(ROOT).model_copy(update={"submission": LIMITS})
