"""Find out what this machine offers by trying it, not by looking for it. Changes nothing, knows no check."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np
import psutil

from grader import cgroup, config, machine, mnist, sandbox, seeds, trials
from grader.confinement import Bounds, Cause, Level

OLDEST_PYTHON = (3, 11)
PACKAGES = ("msgpack", "pooch", "pydantic", "pytest", "pytest-json-report", "PyYAML", "rich", "typer")
PROBE_WALL_S = 20.0
GROUP_BYTES = 64 * 2**20

_FORK = "import os; child = os.fork(); child or os._exit(7); print(os.waitstatus_to_exitcode(os.wait()[1]))"
_SPIN = "import resource as r; r.setrlimit(r.RLIMIT_CPU, (1, 1))\nwhile True: pass"
_FILL = """
import resource as r
r.setrlimit(r.RLIMIT_AS, (1 << 30, 1 << 30))
try:
    bytearray(2 << 30)
except MemoryError:
    print("stopped")
"""
_TOUCH = f"bytearray(b'x') * {4 * GROUP_BYTES}"
REMEDIES: Mapping[str, str] = {
    "bubblewrap is not installed": " (apt-get install bubblewrap)",
    "libseccomp.so.2 was not found": " (apt-get install libseccomp2)",
}
"""What to do about a level that is not here, by a part of the reason; the names are Debian's."""


@dataclass(frozen=True)
class Finding:
    """
    What one probe found.

    *ok* is True for what works, False for what has to be repaired before grades can be trusted, and
    None for what is absent and not needed, or could not be told. *text* is one line.
    """

    name: str
    ok: bool | None
    text: str


def examine(assignment: Path | None = None) -> list[Finding]:
    """
    Try what grading needs and tell what came of it, the most basic things first.

    Nothing is raised: a probe that breaks is a finding. Takes two to four seconds, one of them to see a
    process stopped at its limit of CPU time.

    Args:
        assignment: What will be graded; without it nothing is said of its secret and of what it needs.
    """
    probes: dict[str, Callable[[], tuple[bool | None, str]]] = {
        "python": _python,
        "packages": _packages,
        "numpy": _numpy,
        "processors": _processors,
        "fork": _fork,
        "cpu limit": _cpu_limit,
        "memory limit": _memory_limit,
        "control groups": _control_groups,
    }
    data: dict[str, Callable[[], tuple[bool | None, str]]] = {
        "embedded data": _embedded_data,
        "full data": partial(_full_data, assignment),
    }
    if assignment is not None:
        data["secret"] = partial(_secret, assignment)
    return [
        *(_tried(name, probe) for name, probe in probes.items()),
        *_tried_levels(assignment),
        *(_tried(name, probe) for name, probe in data.items()),
    ]


def _tried(name: str, probe: Callable[[], tuple[bool | None, str]]) -> Finding:
    try:
        return Finding(name, *probe())
    except Exception as error:  # noqa: BLE001  whatever breaks is what the doctor is asked about
        return _broken(name, error)


def _tried_levels(assignment: Path | None) -> list[Finding]:
    try:
        return _isolation(assignment)
    except Exception as error:  # noqa: BLE001  as above
        return [_broken("isolation", error)]


def _broken(name: str, error: Exception) -> Finding:
    return Finding(name, False, f"{type(error).__name__}: {' '.join(str(error).split())}")


def _python() -> tuple[bool, str]:
    text = f"{platform.python_implementation()} {platform.python_version()} on {platform.platform()}"
    oldest = ".".join(map(str, OLDEST_PYTHON))
    good = sys.version_info >= OLDEST_PYTHON
    return good, text if good else f"{text}; {oldest} or newer is needed"


def _packages() -> tuple[bool, str]:
    return True, ", ".join(f"{name} {version(name)}" for name in PACKAGES)


def _numpy() -> tuple[bool, str]:
    columns = np.arange(1, 65.0)
    right = bool(np.all(columns @ np.eye(64) == columns)) and float(columns @ columns) == 89_440.0
    product = "products are right" if right else "products are wrong"
    return right, f"NumPy {np.__version__}, BLAS {machine.blas()}; {product}"


def _processors() -> tuple[bool, str]:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = psutil.virtual_memory()
    return True, (
        f"{usable} usable of {os.cpu_count()}; {memory.available / 2**30:.1f} of "
        f"{memory.total / 2**30:.1f} GiB memory free"
    )


def _fork() -> tuple[bool, str]:
    if not hasattr(os, "fork"):
        return False, "this system cannot fork: checks cannot have a process each"
    works = _run(_FORK).stdout.strip() == "7"
    return works, "a process forks and ends as told" if works else "a forked process did not end as told"


def _cpu_limit() -> tuple[bool, str]:
    ended = _run(_SPIN).returncode
    return ended < 0, (
        f"a process that spins is stopped after 1 s of CPU time (signal {-ended})"
        if ended < 0
        else f"a process that spins went on after 1 s of CPU time (exit code {ended})"
    )


def _memory_limit() -> tuple[bool | None, str]:
    if _run(_FILL).stdout.strip() == "stopped":
        return True, "a process that wants more memory than its limit is refused"
    return None, "this system sets no memory limit for a process; its memory is watched from outside"


def _control_groups() -> tuple[bool | None, str]:
    """Let a process in a group take more memory than the group may have."""
    order = sandbox.Order(
        [sys.executable, "-I", "-S", "-c", _TOUCH],
        bounds=Bounds(memory_bytes=GROUP_BYTES, wall_s=PROBE_WALL_S),
        most=Level.PROCESS,
    )
    confined = sandbox.Confined(order)
    try:
        if confined.group is None:
            reason = cgroup.why() or "the kernel refuses to set its limits"
            return None, f"not here: {reason}; memory is limited and watched process by process"
        held = confined.wait().cause is Cause.MEMORY
    finally:
        confined.stop()
    if held:
        return True, "all processes of a sandbox together are held to their memory and number"
    return False, "a process in a group took more memory than the group may have"


def _isolation(assignment: Path | None) -> list[Finding]:
    """Try to break out of every level; tell of each, and of the one that will be used."""
    found = trials.try_all()
    best = next(trial for trial in reversed(found) if not trial.reason)
    parts = f" ({', '.join(best.parts)})" if best.parts else ""
    used = f"submissions are graded at level {best.level}{parts}"
    ok, required = (True, "") if assignment is None else _required(assignment, best.level)
    return [Finding("isolation", ok, used + required), *map(_level, reversed(found))]


def _required(assignment: Path, best: Level) -> tuple[bool, str]:
    """Compare the level to be used with what the assignment asks for."""
    least = config.load(assignment).isolation.require
    if best.rank < least.rank:
        return False, f", but config.yaml requires {least}: `grader grade` will refuse"
    return True, f"; config.yaml requires {least}, which is met" if least.rank else ""


def _level(trial: trials.Trial) -> Finding:
    """Say what came of trying to break out of one level."""
    if trial.reason:
        remedy = next((words for cause, words in REMEDIES.items() if cause in trial.reason), "")
        return Finding(trial.level, None, f"not here: {trial.reason}{remedy}")
    held, promised = ", ".join(trial.held), trials.promised(trial.level)
    if trial.faults:
        return Finding(
            trial.level, False, f"does NOT stop {', '.join(trial.faults)}; held: {held or 'nothing'}"
        )
    if rest := [aspect for aspect in trials.Aspect if aspect not in promised]:
        return Finding(trial.level, True, f"works: {held} held; does not stop: {', '.join(rest)}")
    return Finding(trial.level, True, f"works: {held} held")


def _embedded_data() -> tuple[bool, str]:
    data = mnist.load("embedded")
    return (
        True,
        f"{len(data.train_images):,} training and {len(data.test_images):,} test images, digest right",
    )


def _full_data(assignment: Path | None) -> tuple[bool | None, str]:
    files = [file for file in mnist.info() if file.dataset == "full"]
    folder = files[0].path.parent
    if all(file.sha256_ok for file in files):
        return True, f"all {len(files)} files in {folder}, digests right"
    needed = assignment is not None and config.load(assignment).accuracy.dataset == "full"
    if not needed and not any(file.present for file in files):
        return None, "not fetched, and not needed unless config.yaml asks for it: grader data fetch"
    bad = ", ".join(file.path.name for file in files if not file.sha256_ok)
    return False, f"missing or damaged in {folder}: {bad}; run: grader data fetch"


def _secret(assignment: Path) -> tuple[bool | None, str]:
    """Ask git itself whether the secret would be committed."""
    try:
        answer = subprocess.run(
            ["git", "-C", str(assignment), "check-ignore", "--quiet", seeds.SECRET_FILE],
            capture_output=True,
            timeout=PROBE_WALL_S,
            check=False,
        ).returncode
    except FileNotFoundError:
        return None, "git is not installed, so nothing can be said"
    if answer not in {0, 1}:
        return None, f"{assignment} is not in a git repository"
    ignored = answer == 0
    return ignored, (
        f"git ignores {seeds.SECRET_FILE}"
        if ignored
        else f"git would commit {seeds.SECRET_FILE}: add it to .gitignore"
    )


def _run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", program],
        capture_output=True,
        text=True,
        timeout=PROBE_WALL_S,
        check=False,
    )
