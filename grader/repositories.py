"""
Fetch repositories that a list names, so that neither an address nor what comes from it runs anything.

Cloning and checking out are two steps: the first needs the credentials of whoever grades, so that git sees
their configuration; the second turns a student's files out, and sees none.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from grader.commits import alone, head_commit, quiet_environment

TIMEOUT_S = 180
_POLL_S = 0.1
_WEIGH_EACH_S = 1.0
_MEGABYTE = 2**20
_PROTOCOLS = ("http", "https", "ssh", "file")
_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:(?P<user>[^/@]*)@)?(?P<rest>[^\s]*)")
_SHORT = re.compile(r"(?P<user>[A-Za-z0-9._-]+@)?(?P<host>[A-Za-z0-9._-]+):(?P<path>[^:\s][^\s]*)")
_SAFE = (
    *("-c", f"core.hooksPath={os.devnull}", "-c", "core.fsmonitor=false"),
    *("-c", "submodule.recurse=false", "-c", "protocol.ext.allow=never"),
)


class NotFetched(Exception):
    """Why a repository is not there, as the rest of a line that begins with its address."""


def is_address(text: str) -> bool:
    """Return whether *text* is an address of a repository elsewhere, allowed or not, and no path."""
    return bool(_URL.fullmatch(text) or "::" in text or (_SHORT.fullmatch(text) and not Path(text).exists()))


def refusal(address: str) -> str | None:
    """Return why *address* is not fetched, if it is not: git has addresses that are commands."""
    found = _URL.fullmatch(address)
    if "::" in address.partition("//")[0] or address.startswith("-"):
        return "is no address of a repository"
    if found and found["scheme"].lower() not in _PROTOCOLS:
        return f"must begin with {', '.join(f'{name}://' for name in _PROTOCOLS)} or be a path"
    short = None if found else _SHORT.fullmatch(address)
    host = found["rest"] if found else short["host"] if short else ""
    if host.startswith("-") or (found and (found["user"] or "").startswith("-")):
        return "has a host that begins with a dash"
    return None


def masked(address: str) -> str:
    """Return *address* without a password or token in it, for messages."""
    found = _URL.fullmatch(address)
    secret = found and ":" in (found["user"] or "")
    plain = found and found["user"] and found["scheme"].lower() in {"http", "https"}
    return f"{found['scheme']}://***@{found['rest']}" if found and (secret or plain) else address


def fetch(address: str, folder: Path, max_mb: int, timeout_s: float = TIMEOUT_S) -> Path:
    """
    Clone the newest commit at *address* into *folder*, or leave a clone there that has it already.

    Args:
        address: That `refusal` has nothing against.
        folder: Made by this; what was in it before is replaced when the new one is whole.
        max_mb: How large the clone may become.
        timeout_s: For everything together.

    Returns:
        *folder*, with the files checked out and `.git`.

    Raises:
        NotFetched: It cannot be cloned, or not within the limits; what was in *folder* before is still there.
    """
    until = time.monotonic() + timeout_s
    if folder.is_dir() and (commit := head_commit(folder)):
        line = _run([*_SAFE, "ls-remote", "--", address, "HEAD"], quiet_environment(**_allowed()), until)
        if line.split()[:1] == [commit]:
            return folder
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.parent.mkdir(parents=True, exist_ok=True)
    clone = ("clone", "--quiet", "--depth=1", "--single-branch", "--no-tags", "--no-checkout", "--no-local")
    # an empty template: no hooks of this machine; `--` before what a file of addresses holds
    command = [*_SAFE, *clone, "--no-recurse-submodules", "--template=", "--", address, str(fresh)]
    try:
        _run(command, quiet_environment(**_allowed()), until, fresh, max_mb)
        if head_commit(fresh) is None:
            raise NotFetched("is empty, nothing was committed")
        checkout = [*_SAFE, "-C", str(fresh), "checkout", "--quiet", "--force", "HEAD", "--"]
        _run(checkout, quiet_environment(**alone(), GIT_ALLOW_PROTOCOL="none"), until, fresh, max_mb)
    except NotFetched:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
    return folder


def _allowed() -> dict[str, str]:
    return {
        "GIT_ALLOW_PROTOCOL": ":".join(_PROTOCOLS),
        "GIT_LFS_SKIP_SMUDGE": "1",
        "SSH_ASKPASS_REQUIRE": "never",
    }


def _run(
    arguments: Sequence[str],
    environment: dict[str, str],
    until: float,
    growing: Path | None = None,
    max_mb: int = 0,
) -> str:
    """Run git and return its output; end it when it takes too long, or *growing* grows too much."""
    try:
        process = subprocess.Popen(
            ["git", *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise NotFetched(f"cannot be cloned: git does not start: {error.strerror}") from error
    with process:
        try:
            out, err = _output(process, until, growing, max_mb)
        except BaseException:
            _end(process)
            raise
    if process.returncode != 0:
        raise NotFetched(f"cannot be cloned: {_reason(err)}")
    if growing:
        _require_size(growing, max_mb)
    return out.decode("utf-8", "replace")


def _output(
    process: subprocess.Popen[bytes], until: float, growing: Path | None, max_mb: int
) -> tuple[bytes, bytes]:
    weighed = time.monotonic()
    while True:
        try:
            return process.communicate(timeout=_POLL_S)
        except subprocess.TimeoutExpired:
            now = time.monotonic()
            if now > until:
                raise NotFetched("took too long to clone") from None
            if growing and now - weighed > _WEIGH_EACH_S:
                weighed = now
                _require_size(growing, max_mb)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()


def _require_size(folder: Path, max_mb: int) -> None:
    size = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                size += (Path(place) / name).lstat().st_size
            except OSError:
                continue
    if size > max_mb * _MEGABYTE:
        raise NotFetched(f"is larger than {max_mb} MB")


def _reason(err: bytes) -> str:
    """Return the last line that says what is wrong, without an address: it may hold a token."""
    lines = [line.strip() for line in err.decode("utf-8", "replace").splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("fatal:", "error:", "remote:"))]
    line = (telling or lines or ["git says nothing"])[0].removeprefix("fatal: ")
    return re.sub(r"\w+://[^\s/]*@", "***@", line)[:200]
