"""
Make the throw-away sandbox in which attacks run, and start a program in it. Knows no attack.

Own processes, mounts, network, IPC and host name; the root read-only, `/tmp` and `/dev/shm` private and
small; a group of its own for memory and number of processes where that can be had; killed whole at the end
of its time.
"""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

MEMORY_BYTES = 6 * 2**30
ADDRESS_BYTES = 16 * 2**30
PROCESSES = 1500
TMP_BYTES = 2 * 2**30
ROOT = Path(__file__).resolve().parents[2]
MARK = "HOSTILE_OUTER_SANDBOX"
_GROUPS = Path("/sys/fs/cgroup")


class CannotConfine(Exception):
    """This machine cannot make the sandbox; the text says why."""


def run(arguments: Sequence[str], text: str, seconds: float) -> str:
    """
    Run this Python with *arguments* in a fresh sandbox and return its standard output.

    Args:
        arguments: Of the interpreter.
        text: Its standard input.
        seconds: After so long everything in the sandbox is killed.

    Raises:
        CannotConfine: The sandbox cannot be made here.
        RuntimeError: The program failed; the text is the end of what it said.
    """
    probe()
    return _run([sys.executable, *arguments], text, seconds)


def probe() -> None:
    """Raise CannotConfine unless an empty sandbox can be made, and say why not."""
    if sys.platform != "linux":
        raise CannotConfine("the outer sandbox needs Linux")
    if shutil.which("bwrap") is None:
        raise CannotConfine("the outer sandbox needs bubblewrap")
    try:
        _run(["/bin/true"], "", 20)
    except RuntimeError as error:
        raise CannotConfine(f"the outer sandbox cannot be made: {error}") from error


def _run(command: Sequence[str], text: str, seconds: float) -> str:
    with _groups() as groups:
        process = subprocess.Popen(
            [*_sandbox(groups), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, MARK: "1"},
            start_new_session=True,
            preexec_fn=lambda: _enter(groups),  # noqa: PLW1509  the suite has no threads
        )
        try:
            out, errors = process.communicate(text, timeout=seconds)
        except BaseException as error:
            process.kill()  # the sandbox dies with it
            process.communicate()  # which closes the pipes
            if isinstance(error, subprocess.TimeoutExpired):
                so_far = (error.output or b"").count(b"\n")
                raise RuntimeError(f"still running after {seconds} s, {so_far} lines told so far") from error
            raise
    if process.returncode:
        raise RuntimeError(f"exit code {process.returncode}: {_shortened(errors or out)}")
    return out


def _shortened(text: str) -> str:
    """Return both ends of *text*: what went wrong stands in one of them, and what followed between or behind."""
    return text if len(text) <= 3000 else f"{text[:1500]}\n[...]\n{text[-1500:]}"


def _sandbox(groups: Sequence[Path]) -> list[str]:
    command = ["bwrap", "--die-with-parent", "--new-session", "--ro-bind", "/", "/", "--dev", "/dev"]
    command += ["--proc", "/proc", "--size", str(TMP_BYTES), "--tmpfs", "/tmp"]
    for place in dict.fromkeys([str(ROOT), sys.prefix]):
        command += ["--ro-bind", place, place]  # a clone may lie below /tmp
    command += ["--size", str(2**29), "--tmpfs", "/dev/shm"]
    command += ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    for group in groups:
        command += ["--bind", str(group), str(group)]
    # Root keeps its capabilities, so that all levels of the grader can be made within.
    command += ["--cap-add", "ALL"] if os.geteuid() == 0 else ["--unshare-user"]
    return [*command, "--"]


def _enter(groups: Sequence[Path]) -> None:
    for group in groups:
        (group / "cgroup.procs").write_text(str(os.getpid()))
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, ADDRESS_BYTES),
        (resource.RLIMIT_FSIZE, TMP_BYTES),
        (resource.RLIMIT_NOFILE, 4096),
    ):
        hard = resource.getrlimit(limit)[1]
        wanted = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (wanted, wanted))


@contextlib.contextmanager
def _groups() -> Iterator[list[Path]]:
    """
    Give control groups for memory and number of processes, as many as this user may make (version 1).

    A hierarchy in which we are in somebody's group is left alone: a group of our own would lead out of it.
    """
    lines = [line.split(":", 2) for line in Path("/proc/self/cgroup").read_text().splitlines()]
    own = {controller: path for _, controller, path in lines}
    made: list[Path] = []
    wanted = {"memory": ("memory.limit_in_bytes", MEMORY_BYTES), "pids": ("pids.max", PROCESSES)}
    for controller, (file, value) in wanted.items():
        if own.get(controller) != "/":
            continue
        with contextlib.suppress(OSError):
            group = _GROUPS / controller / f"hostile-suite-{os.getpid()}-{time.monotonic_ns()}"
            group.mkdir()
            made.append(group)
            (group / file).write_text(str(value))
    try:
        yield made
    finally:
        for group in made:
            _remove(group)


def _remove(group: Path) -> None:
    """Remove *group* with what was made below it; its processes may need a moment to be gone."""
    for _ in range(50):
        for path in sorted((path for path in group.rglob("*") if path.is_dir()), reverse=True):
            with contextlib.suppress(OSError):
                path.rmdir()
        with contextlib.suppress(OSError):
            group.rmdir()
        if not group.exists():
            return
        time.sleep(0.02)
