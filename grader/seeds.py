"""Keep the secret and derive the checks' seeds from it. Knows nothing of checks but their ids."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from grader.errors import UsageError

SECRET_FILE = ".grader-secret"  # noqa: S105  a name, not a secret
SECRET_VARIABLE = "GRADER_SECRET"  # noqa: S105  a name, not a secret
PUBLIC_SECRET = b"public: the seed of checks that a student runs"
"""Stands in for the secret where a student runs visible checks, so that a run can be repeated anywhere."""

_SEED_ID_ROUNDS = 20_000


def framed_sha256(parts: Iterable[bytes]) -> bytes:
    """
    Return the SHA-256 of *parts*, each preceded by its length in eight bytes.

    Without the lengths, ``("ab", "c")`` and ``("a", "bc")`` would give the same digest.
    """
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def secret(assignment: Path, environ: Mapping[str, str]) -> bytes:
    """
    Return the secret from which hidden inputs are drawn, making one at first use.

    ``GRADER_SECRET`` wins where it is set and not empty; otherwise the file ``.grader-secret`` in the
    *assignment* folder counts. The file's text, pasted into the variable, is the same secret, so that a
    CI runner and the instructor's own machine draw the same inputs.

    Raises:
        UsageError: The file is unreadable or empty, or could not be made.
    """
    from_environment = environ.get(SECRET_VARIABLE, "").strip()
    if from_environment:
        return from_environment.encode("utf-8", "surrogateescape")
    path = assignment / SECRET_FILE
    if not os.path.lexists(path):
        _make_secret(path)
    return _read_secret(path)


def check_seed(secret: bytes, assignment_name: str, check_id: str) -> int:
    """Return the seed of one check, a 256-bit integer that `numpy.random.default_rng` takes."""
    parts = (secret, assignment_name.encode("utf-8"), check_id.encode("utf-8"))
    return int.from_bytes(framed_sha256(parts), "big")


def seed_id(secret: bytes) -> str:
    """
    Return twelve hexadecimal digits by which two reports show that they used the same *secret*.

    Students read it, so it is made slowly (some milliseconds): guessing a weak ``GRADER_SECRET`` by
    trying words costs that much for each of them.
    """
    return hashlib.pbkdf2_hmac("sha256", secret, b"grader seed id", _SEED_ID_ROUNDS, dklen=6).hex()


def _read_secret(path: Path) -> bytes:
    try:
        text = path.read_bytes().strip()
    except OSError as error:
        raise UsageError(f"{path}: the secret cannot be read: {error.strerror}") from error
    if not text:
        raise UsageError(f"{path}: the secret is empty; delete the file to have a new one made")
    return text


def _make_secret(path: Path) -> None:
    """Write a new secret beside *path* and link it there, so that no one ever reads half of it."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f"{SECRET_FILE}-", dir=path.parent)  # mode 0600
    except OSError as error:
        raise UsageError(
            f"{path}: no secret yet and none can be made here ({error.strerror}); set {SECRET_VARIABLE}"
        ) from error
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(f"{secrets.token_hex(32)}\n")
            stream.flush()
            os.fsync(stream.fileno())
        _publish(Path(name), path)
    except OSError as error:
        raise UsageError(f"{path}: the secret cannot be written: {error.strerror}") from error
    finally:
        Path(name).unlink(missing_ok=True)


def _publish(temporary: Path, path: Path) -> None:
    """Give *temporary* the name *path* unless another process was faster; then theirs counts."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        temporary.replace(path)
