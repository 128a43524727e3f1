"""Say what an archive's members are and which of them make the archive one to refuse. Opens nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from grader.selection import ENVIRONMENT, Parts, is_own_folder, normal

Kind = Literal[
    "file", "folder", "symbolic link", "hard link", "device", "pipe", "sparse file", "special file"
]

_MOST_CHARACTERS = 400
_MOST_FOLDERS = 40
_MAC_FOLDER_ICON = "Icon\r"


class BadArchive(Exception):
    """Why an archive is refused, as the rest of a line that begins with its name."""


@dataclass(frozen=True)
class Member:
    """One entry of an archive as it is listed; *size* is in bytes, unpacked."""

    name: str
    kind: Kind
    size: int

    @property
    def parts(self) -> Parts:
        """Return folders and name, without what leads nowhere: `./a//b` is `("a", "b")`."""
        return tuple(part for part in self.name.split("/") if part not in ("", "."))


def require_harmless(members: Sequence[Member]) -> None:
    """
    Refuse what has no place in an archive, though nothing of it would ever be written to disk.

    Names must be safe wherever staff unpack the archive, so those of skipped folders count as well. A
    link or a device is refused where the submission could be: a virtual environment holds links.

    Raises:
        BadArchive: The text names the first such member.
    """
    environments = environment_folders(members)
    for member in members:
        reason = _unsafe_name(member)
        if reason is None and member.kind not in {"file", "folder"}:
            skipped = is_skipped(member.parts, environments)
            reason = None if skipped else f"is a {member.kind}; only files and folders can be handed in"
        if reason is not None:
            raise BadArchive(f"member {quoted(member.name)} {reason}")
    _require_distinct(members, environments)


def environment_folders(members: Iterable[Member]) -> frozenset[Parts]:
    """Return the folders that are virtual environments."""
    return frozenset(member.parts[:-1] for member in members if member.parts[-1:] == (ENVIRONMENT,))


def is_skipped(parts: Parts, environments: frozenset[Parts]) -> bool:
    """Return whether *parts* lie in a folder that is not looked into."""
    return any(
        not is_own_folder(part) or parts[: depth + 1] in environments for depth, part in enumerate(parts[:-1])
    )


def quoted(name: str) -> str:
    """Return *name* for a message: short, on one line, in one direction."""
    short = name if len(name) <= 100 else f"{name[:60]}...{name[-30:]}"
    return repr(short) if short.isprintable() else ascii(short)


def _unsafe_name(member: Member) -> str | None:
    name, parts = member.name, member.parts
    if len(name) > _MOST_CHARACTERS:
        return f"has a name of {len(name)} characters; at most {_MOST_CHARACTERS} are allowed"
    if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", name):
        return "leaves the archive; names must be relative and without '..'"
    if "\\" in name:
        return "has a backslash in its name; pack it with '/' between folders"
    if not name.removesuffix(_MAC_FOLDER_ICON).isprintable():
        return "has a name with characters that cannot be shown; rename it"
    if len(parts) > _MOST_FOLDERS:
        return f"lies {len(parts) - 1} folders deep; at most {_MOST_FOLDERS - 1} are allowed"
    if name.endswith(".py") and parts[-1].startswith("-"):
        return "has a name that begins with a dash; rename it"
    return None


def _require_distinct(members: Iterable[Member], environments: frozenset[Parts]) -> None:
    """Refuse two files of one name: which of them counts would be up to who unpacks the archive."""
    seen: dict[str, str] = {}
    for member in members:
        counts = member.kind == "file" and member.name.endswith((".py", ".ipynb"))
        if not counts or is_skipped(member.parts, environments):
            continue
        path = normal("/".join(member.parts))
        key = normal(path.casefold())
        if key in seen:
            how = "is there twice" if seen[key] == path else f"differs from {quoted(seen[key])} in case alone"
            raise BadArchive(f"member {quoted(member.name)} {how}; leave out one of them")
        seen[key] = path
