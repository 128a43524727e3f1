"""
Say when the commit of a student's repository was made; runs nothing that the repository names.

A repository can name programs in its own configuration (pagers, hooks, signature checkers, remotes whose
address is a command), and git runs some of them even for `git log`. So git never sees that configuration:
which commit it is is read from the files, and the commit by a git that works in an empty repository of ours
and knows of the student's only the folder of its objects.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from grader.errors import UsageError
from grader.handintimes import time_of_seconds
from grader.source import read_regular

_TIMEOUT_S = 20
_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_REF = re.compile(r"refs/heads/(?!.*\.\.)[^\0\\\s~^:?*\[]{1,200}")
_COMMITTER = re.compile(rb"^committer [^\n]*> (-?\d{1,15}) ([+-]\d{4})$", re.MULTILINE)
_KEPT = frozenset(
    {"GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_CONFIG_GLOBAL"}
)
_PACKED_REFS_KB = 4096
_CONFIG = "[core]\n\trepositoryformatversion = {version}\n\tbare = true\n{extension}"
_SHA256 = "[extensions]\n\tobjectformat = sha256\n"


def quiet_environment(**more: str) -> dict[str, str]:
    """Return the environment for a git that asks nobody and is not pointed to another repository."""
    environment = os.environ.items()
    kept = {name: value for name, value in environment if name in _KEPT or not name.startswith("GIT_")}
    return kept | {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"} | more


def alone() -> dict[str, str]:
    """Return what makes git pass over the configuration of this machine and its user."""
    return {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_COUNT": "0"}


def head_commit(repository: Path) -> str | None:
    """Return the hash of the commit that is checked out in *repository*; None where there is none."""
    git = repository / ".git"
    if git.is_symlink() or not git.is_dir():
        return None
    try:
        head = _text(git / "HEAD", 1)
        if not head.startswith("ref: "):
            return head if _HASH.fullmatch(head) else None
        name = head.removeprefix("ref: ")
        return _resolved(git, name) if _REF.fullmatch(name) else None
    except (OSError, UsageError):
        return None


def commit_time(repository: Path, scratch: Path) -> datetime | None:
    """
    Return when the commit was made that is checked out in *repository*, as its author's machine said.

    Args:
        repository: A folder with `.git`; nothing in it is believed or run.
        scratch: A folder of ours for an empty repository, which is made when it is not there.

    Returns:
        With the zone of the committer; None without git or without such a commit.
    """
    commit = head_commit(repository)
    objects = repository / ".git" / "objects"
    if commit is None or objects.is_symlink() or not objects.is_dir():
        return None
    environment = quiet_environment(
        **alone(),
        GIT_DIR=str(_empty_repository(scratch, len(commit))),
        GIT_OBJECT_DIRECTORY=str(objects.absolute()),
        GIT_NO_REPLACE_OBJECTS="1",
        GIT_NO_LAZY_FETCH="1",
        GIT_ALLOW_PROTOCOL="none",
    )
    content = _answer(["git", "cat-file", "commit", commit], environment)
    header = content.partition(b"\n\n")[0]
    found = _COMMITTER.search(header)
    return time_of_seconds(int(found[1]), found[2].decode()) if found else None


def _answer(command: list[str], environment: Mapping[str, str]) -> bytes:
    try:
        run = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return run.stdout if run.returncode == 0 else b""


def _resolved(git: Path, name: str) -> str | None:
    """Return the hash that the branch *name* points to, in a file of its own or in the one for all."""
    folder = git
    for part in name.split("/")[:-1]:
        folder /= part
        if folder.is_symlink():
            return None
    try:
        found = _text(git / name, 1)
    except FileNotFoundError:
        lines = _text(git / "packed-refs", _PACKED_REFS_KB).splitlines()
        found = next((line.partition(" ")[0] for line in lines if line.partition(" ")[2] == name), "")
    return found if _HASH.fullmatch(found) else None


def _text(path: Path, max_kb: int) -> str:
    return read_regular(path, max_kb).decode("utf-8", "replace").strip()


def _empty_repository(scratch: Path, length: int) -> Path:
    """Return a repository without anything in it, for hashes of *length* characters."""
    folder = scratch / f"empty-{length}.git"
    if not (folder / "HEAD").exists():
        for name in ("objects", "refs"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        modern = length != 40
        (folder / "config").write_text(
            _CONFIG.format(version=int(modern), extension=_SHA256 if modern else ""), encoding="utf-8"
        )
        (folder / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    return folder
