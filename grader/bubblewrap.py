"""Write down in bubblewrap's words how a command is to be walled in. Starts nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.confinement import Bounds, Readable

FOLDER = Path("/box")
"""The one place to write; not `/tmp`, below which Python itself may lie."""
_SHORT = Path("/tmp")  # noqa: S108  inside, where nobody else is
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
NOBODY = "65534"


def arguments(readable: Readable, bounds: Bounds, *, own_users: bool) -> list[str]:
    """
    Return bubblewrap's options, up to the command.

    Every namespace is new, the root holds what is *readable* and nothing else (no `/proc`, for it tells of
    mounts, memory and the kernel, and neither Python nor NumPy needs it), and the only place to write is
    `FOLDER`, in memory and of limited size.

    Args:
        readable: What the command needs.
        bounds: Of these the size of `FOLDER`.
        own_users: Map the caller to nobody in a new user namespace. Without it the caller has to be root,
            and the command starts with the rights to become another user and no others.
    """
    users = ["--unshare-user", "--uid", NOBODY, "--gid", NOBODY]
    rights = ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP"]
    return [
        "--unshare-ipc",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-uts",
        "--unshare-cgroup-try",
        *(users if own_users else []),
        *("--hostname", "worker", "--new-session", "--die-with-parent", "--as-pid-1"),
        *("--cap-drop", "ALL", *([] if own_users else rights)),
        *_files(readable),
        *(option for device in DEVICES for option in ("--dev-bind", device, device)),
        *("--perms", "1777", "--size", str(bounds.disk_bytes), "--tmpfs", str(FOLDER)),
        *([] if _below(_SHORT, readable) else ["--symlink", str(FOLDER), str(_SHORT)]),
        *("--symlink", str(FOLDER), "/dev/shm"),  # noqa: S108  for locks of multiprocessing
        *("--remount-ro", "/", "--chdir", str(FOLDER)),
    ]


def as_file(options: Sequence[str]) -> int:
    """Return a descriptor for ``--args``, on no disk: a command line would show our paths to everybody."""
    place = os.memfd_create("options")
    os.write(place, "\0".join(options).encode())
    os.lseek(place, 0, os.SEEK_SET)
    return place


def _files(readable: Readable) -> Iterator[str]:
    folders = _outermost(readable.folders)
    places = [*folders, *readable.more, *(alias for alias, _ in readable.aliases), *map(Path, DEVICES)]
    for folder in sorted({above for place in places for above in place.parents[:-1]}):
        if not {folder, *folder.parents} & set(folders):
            yield from ("--perms", "0755", "--dir", str(folder))  # else only the caller may pass
    for folder in folders:
        yield from ("--ro-bind", str(folder), str(folder))
    for folder in readable.hidden:
        yield from ("--tmpfs", str(folder))
    for place in readable.more:
        yield from ("--ro-bind", str(place), str(place))
    for folder in readable.hidden:
        yield from ("--remount-ro", str(folder))
    for alias, target in readable.aliases:
        yield from ("--ro-bind", str(target), str(alias))


def _below(folder: Path, readable: Readable) -> bool:
    """Tell whether anything that is readable lies below *folder*."""
    places = (*readable.folders, *readable.more, *(alias for alias, _ in readable.aliases))
    return any(folder in place.parents for place in places)


def _outermost(folders: tuple[Path, ...]) -> list[Path]:
    """Leave out what lies below another: it is there already, and mounts upon mounts hide what came first."""
    return [folder for folder in folders if not set(folder.parents) & set(folders)]
