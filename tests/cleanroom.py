"""
A room as Gradescope has it: a root of its own, `/autograder` as documented, 768 MB and half a processor.

It is made by bubblewrap of this machine's /usr, read-only. In it root has what Docker leaves to root: its
usual capabilities, and a filter of system calls by which no namespace can be made and nothing mounted. What
runs in it reaches no network and no file of this machine, and ends with the room.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import stat
import struct
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

MEMORY_BYTES = 768 * 2**20
CPUS = 0.5
_GROUPS = Path("/sys/fs/cgroup")
_PERIOD_US = 100_000
_WALL_S = 900
_CAPABILITIES = (
    *("CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "MKNOD", "NET_RAW", "SETGID", "SETUID", "SETFCAP"),
    *("SETPCAP", "NET_BIND_SERVICE", "SYS_CHROOT", "KILL", "AUDIT_WRITE"),
)
_ETC = {
    "passwd": "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/:/bin/false\n",
    "group": "root:x:0:\nnogroup:x:65534:\n",
    "hosts": "127.0.0.1 localhost\n",
    "resolv.conf": "",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}


@dataclass(frozen=True)
class Ending:
    """How a command in the room ended."""

    code: int
    output: str
    wall_s: float
    peak_bytes: int = 0


@dataclass(frozen=True)
class Run:
    """What a run of the autograder left: its ending, and the results that it wrote, if any."""

    ending: Ending
    results: dict | None = None
    text: str = ""


@dataclass
class Room:
    """
    A room in *folder*; `setup` is to come first.

    Args:
        folder: For its files.
        without: Files that this room's machine has not, by patterns below /usr.
        limited: Whether memory and processor are as little as on Gradescope.
    """

    folder: Path
    without: tuple[str, ...] = ()
    limited: bool = True
    notes: list[str] = field(default_factory=list)

    def unpack(self, archive: Path) -> None:
        """Lay the zip out as Gradescope does; files come as the zip says, its programs as programs."""
        source = self.folder / "autograder/source"
        unpack(archive.read_bytes(), source)
        (self.folder / "opt").mkdir(exist_ok=True)
        for name in ("etc", "autograder/submission", "autograder/results"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for name, text in _ETC.items():
            (self.folder / "etc" / name).write_text(text)
        shutil.copy2(source / "run_autograder", self.folder / "autograder/run_autograder")

    def setup(self) -> Ending:
        """Run setup.sh as an image is built, but without a network, which it does not need."""
        source = self.folder / "autograder/source"
        ending = self._run(
            ["/bin/bash", "/autograder/source/setup.sh"], self.folder / "autograder", limited=False
        )
        assert source.is_dir()
        return ending

    def grade(
        self,
        submission: Path | None,
        metadata: object = None,
        *,
        assignment: Path | None = None,
        **settings: object,
    ) -> Run:
        """
        Run the autograder on *submission* in an /autograder of its own.

        Args:
            submission: A folder, laid out as it is; or an archive, which Gradescope unpacks; or none.
            metadata: Of submission_metadata.json; text is written as it is.
            assignment: In place of the one in the zip.
            settings: In place of those in the zip's settings.yaml.
        """
        desk = self.folder / f"run-{time.monotonic_ns()}"
        (desk / "results").mkdir(parents=True)
        shutil.copy2(self.folder / "autograder/run_autograder", desk)
        source = self.folder / "autograder/source"
        (desk / "source").mkdir(mode=0o700)
        shutil.copytree(assignment or source / "assignment", desk / "source/assignment")
        text = (source / "settings.yaml").read_text()
        for key, value in settings.items():
            text = "\n".join(
                f"{key}: {json.dumps(value)}" if line.startswith(f"{key}:") else line
                for line in text.splitlines()
            )
        (desk / "source/settings.yaml").write_text(text)
        if submission is None:
            (desk / "submission").mkdir()
        elif submission.is_dir():
            shutil.copytree(submission, desk / "submission", symlinks=True)
        else:
            unpack(submission.read_bytes(), desk / "submission")
        if metadata is not None:
            text = metadata if isinstance(metadata, str) else json.dumps(metadata)
            (desk / "submission_metadata.json").write_text(text)
        ending = self._run(["/autograder/run_autograder"], desk, limited=self.limited)
        written = desk / "results/results.json"
        text = written.read_text() if written.exists() else ""
        return Run(ending, json.loads(text) if text else None, text)

    def _run(self, command: list[str], autograder: Path, *, limited: bool) -> Ending:
        with contextlib.ExitStack() as undo:
            groups = undo.enter_context(limits(self.notes)) if limited else None
            filter_fd = docker_filter()
            undo.callback(os.close, filter_fd)
            started_s = time.monotonic()
            process = subprocess.Popen(
                [*self._walls(autograder, filter_fd), *command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=[filter_fd],
                env={},
                start_new_session=True,
                preexec_fn=groups and groups.join,  # noqa: PLW1509  tests have no threads here
            )
            try:
                output = process.communicate(timeout=_WALL_S)[0]
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            wall_s = time.monotonic() - started_s
            return Ending(
                process.returncode,
                output.decode("utf-8", "replace"),
                wall_s,
                groups.peak_bytes() if groups else 0,
            )

    def _walls(self, autograder: Path, filter_fd: int) -> list[str]:
        walls = [
            "bwrap",
            "--unshare-pid",
            "--unshare-net",
            "--unshare-ipc",
            "--unshare-uts",
            "--die-with-parent",
        ]
        walls += [
            "--cap-drop",
            "ALL",
            *(part for name in _CAPABILITIES for part in ("--cap-add", f"CAP_{name}")),
        ]
        walls += ["--ro-bind", "/usr", "/usr"]
        for name in ("bin", "sbin", "lib", "lib64"):
            if Path("/", name).is_symlink():
                walls += ["--symlink", str(Path("/", name).readlink()), f"/{name}"]
            elif Path("/", name).exists():
                walls += ["--ro-bind", f"/{name}", f"/{name}"]
        for pattern in self.without:
            for path in Path("/usr").glob(pattern):
                walls += [] if path.is_symlink() else ["--ro-bind", "/dev/null", str(path)]
        walls += [
            "--proc",
            "/proc",
            "--dev",
            "/dev",
            "--perms",
            "1777",
            "--tmpfs",
            "/tmp",
            "--tmpfs",
            "/var/tmp",
        ]
        walls += [
            "--perms",
            "0700",
            "--tmpfs",
            "/root",
            "--dir",
            "/home",
            "--bind",
            str(self.folder / "etc"),
            "/etc",
        ]
        for name in ("alternatives", "ld.so.cache", "ssl", "apt", "debian_version", "os-release"):
            if Path("/etc", name).exists():
                walls += ["--ro-bind", f"/etc/{name}", f"/etc/{name}"]
        base = Path(sys.base_prefix)
        if Path("/usr") not in base.parents and not shutil.which("python3.11", path="/usr/bin:/bin"):
            walls += ["--ro-bind", str(base), str(base)]
        walls += ["--bind", str(self.folder / "opt"), "/opt", "--bind", str(autograder), "/autograder"]
        walls += [
            "--chdir",
            "/autograder",
            "--hostname",
            "gradescope",
            "--clearenv",
            "--setenv",
            "HOME",
            "/root",
        ]
        path = f"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:{base}/bin"
        return [*walls, "--setenv", "PATH", path, "--seccomp", str(filter_fd), "--"]


def unpack(content: bytes, folder: Path) -> None:
    """Unpack an archive with the permissions that it tells of, as unzip does."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            place = Path(archive.extract(member, folder))
            mode = stat.S_IMODE(member.external_attr >> 16)
            if mode and place.is_file():
                place.chmod(mode)


# ---------------------------------------------------------------- what Docker and Gradescope allow


def docker_filter() -> int:
    """
    Return a descriptor of a filter that refuses what Docker's own refuses: namespaces, mounts, clone3.

    Numbers are those of x86-64; on another machine nothing is refused.
    """
    refused = {165: 1, 166: 1, 155: 1, 272: 1, 308: 1, 428: 1, 429: 1, 430: 1, 432: 1, 442: 1, 435: 38}
    load, equal, some, give = 0x20, 0x15, 0x45, 0x06
    allow, errno = 0x7FFF0000, 0x00050000
    steps = [(load, 0, 0, 4), (equal, 1, 0, 0xC000003E), (give, 0, 0, allow), (load, 0, 0, 0)]
    for number, fault in refused.items():
        steps += [(equal, 0, 1, number), (give, 0, 0, errno | fault)]
    steps += [(equal, 0, 3, 56), (load, 0, 0, 16), (some, 0, 1, 0x7E020000), (give, 0, 0, errno | 1)]
    steps += [(give, 0, 0, allow)]
    place = os.memfd_create("filter")
    os.write(place, b"".join(struct.pack("=HBBI", *step) for step in steps))
    os.lseek(place, 0, os.SEEK_SET)
    return place


class Groups:
    """Own groups of cgroup v1 for memory and processor, or limits by rlimit where there are none."""

    def __init__(self, notes: list[str]) -> None:
        self._folders: dict[str, Path] = {}
        name = f"gradescope-room-{os.getpid()}-{time.monotonic_ns()}"
        values = {
            "memory": {"memory.limit_in_bytes": MEMORY_BYTES},
            "cpu": {"cpu.cfs_period_us": _PERIOD_US, "cpu.cfs_quota_us": int(CPUS * _PERIOD_US)},
        }
        for controller, files in values.items():
            folder = _GROUPS / controller / name
            try:
                folder.mkdir()
                for file, value in files.items():
                    (folder / file).write_text(str(value))
                self._folders[controller] = folder
            except OSError as error:
                with contextlib.suppress(OSError):
                    folder.rmdir()
                notes.append(f"no group for {controller}: {error.strerror}")

    def join(self) -> None:
        """Put the process that is starting into the groups; runs between fork and exec."""
        for folder in self._folders.values():
            (folder / "cgroup.procs").write_text("0")

    def peak_bytes(self) -> int:
        """Return the most memory that was in use, 0 where nobody has counted."""
        folder = self._folders.get("memory")
        return int((folder / "memory.max_usage_in_bytes").read_text()) if folder else 0

    def close(self) -> None:
        """Remove the groups once they are empty."""
        for folder in self._folders.values():
            for _ in range(100):
                with contextlib.suppress(OSError):
                    folder.rmdir()
                    break
                time.sleep(0.05)


@contextlib.contextmanager
def limits(notes):
    """Yield groups of 768 MB and half a processor, and remove them."""
    groups = Groups(notes)
    try:
        yield groups
    finally:
        groups.close()


def require_room():
    """Skip a test where there can be no such room; on a machine of CI there must be."""
    reason = ""
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or shutil.which("bwrap") is None:
        reason = "needs Linux, root and bubblewrap"
    elif (
        tried := subprocess.run(
            ["bwrap", "--ro-bind", "/", "/", "true"], check=False, capture_output=True, text=True
        )
    ).returncode:
        reason = f"no bubblewrap here: {tried.stderr.strip()}"
    if reason and os.environ.get("CI") == "true":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
