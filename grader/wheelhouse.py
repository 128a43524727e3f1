"""
Gather what installs this grader elsewhere: its own wheel, the locked dependencies, and their wheels.

Knows no platform. What is installed from it is what runs here: the wheel is made of the package that is
imported, and nothing is fetched whose hash is not in the lock.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import io
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import grader
from grader import wholefile
from grader.errors import UsageError

DISTRIBUTION = "nn-grader"
LOCK_FILE = "requirements.lock"
_PACKAGE = Path(__file__).parent
_LOCKS = (_PACKAGE / "data" / LOCK_FILE, _PACKAGE.parent / LOCK_FILE)
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that an archive can say
_MODE = 0o100644
_VERSION = re.compile(r"3\.\d{1,2}")
_GLIBCS = ("2_34", "2_31", "2_28", "2_27", "2_24", "2_17", "2_12", "2_5")
_PLATFORMS = tuple(
    f"{name}_x86_64" for name in (*(f"manylinux_{glibc}" for glibc in _GLIBCS), "manylinux2014", "manylinux1")
)
_FETCH_WALL_S = 900.0
_MAX_REASON = 300


def fill(folder: Path, *, python: Sequence[str] = ("3.11",), wheels: bool = True) -> None:
    """
    Write into *folder* what an installation of this grader needs.

    That is the grader's own wheel, `requirements.lock` with the hashes of all that it depends on and, if
    *wheels*, these as wheels for Linux on x86-64 in `wheels/`. They are fetched once by pip and then kept
    below the user's cache folder.

    Args:
        folder: Is made if need be.
        python: The versions of Python that the wheels are for, such as ``3.11``.
        wheels: Whether the target is to install without an index.

    Raises:
        UsageError: A version is none, the grader is not installed, or the wheels cannot be fetched.
    """
    for version in python:
        if not _VERSION.fullmatch(version):
            raise UsageError(f"a version of Python must be written as 3.11, got {version!r}")
    lock = lock_text()
    name, content = own_wheel()
    wholefile.replace(folder / name, content)
    wholefile.replace(folder / LOCK_FILE, lock.encode())
    for version in python if wheels else ():
        (folder / "wheels").mkdir(exist_ok=True)
        for path in _fetched(lock, version):
            shutil.copyfile(path, folder / "wheels" / path.name)


def lock_text() -> str:
    """
    Return the lock of the dependencies at run time: of the installed package, or of the source tree.

    Raises:
        UsageError: There is none; the installation is not whole.
    """
    for path in _LOCKS:
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise UsageError(f"{_LOCKS[0]}: is missing; install the grader anew")


def own_wheel() -> tuple[str, bytes]:
    """
    Return the file name and the content of a wheel of the package that runs here.

    The same package gives the same bytes: files are sorted, stored and dated alike.

    Raises:
        UsageError: The grader runs without being installed, so that nobody knows what it needs.
    """
    try:
        installed = importlib.metadata.distribution(DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError as error:
        raise UsageError(f"{DISTRIBUTION} is not installed: pip install it, then package it") from error
    version = grader.__version__
    info = f"{DISTRIBUTION.replace('-', '_')}-{version}.dist-info"
    metadata = re.sub(
        r"(?m)^Version: .*$", f"Version: {version}", installed.read_text("METADATA") or "", count=1
    )
    files = {
        **_package_files(),
        f"{info}/METADATA": metadata.encode(),
        f"{info}/WHEEL": _wheel_text().encode(),
        f"{info}/entry_points.txt": (installed.read_text("entry_points.txt") or "").encode(),
    }
    files[f"{info}/RECORD"] = _record(files, f"{info}/RECORD").encode()
    return f"{info.removesuffix('.dist-info')}-py3-none-any.whl", _archive(files)


def _package_files() -> dict[str, bytes]:
    """Return the package's files by their paths in a wheel, the lock among its data."""
    files = {}
    for path in sorted(_PACKAGE.rglob("*")):
        within = path.relative_to(_PACKAGE)
        litter = any(part.startswith(".") or part == "__pycache__" for part in within.parts)
        if path.is_file() and not litter and path.suffix != ".pyc":
            files[f"grader/{within.as_posix()}"] = path.read_bytes()
    return files | {f"grader/data/{LOCK_FILE}": lock_text().encode()}


def _wheel_text() -> str:
    return "Wheel-Version: 1.0\nGenerator: nn-grader\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def _record(files: Mapping[str, bytes], itself: str) -> str:
    """Return the list of *files* with their hashes and sizes; of *itself* it can tell neither."""
    lines = []
    for path, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        lines.append(f"{path},sha256={digest},{len(content)}\n")
    return "".join([*lines, f"{itself},,\n"])


def _archive(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for path, content in files.items():
            member = zipfile.ZipInfo(path, _FIRST_DAY)
            member.create_system, member.external_attr = 3, _MODE << 16
            archive.writestr(member, content)
    return stream.getvalue()


# ---------------------------------------------------------------- the wheels of what it depends on


def _fetched(lock: str, version: str) -> list[Path]:
    """Return the wheels for Python *version*, out of the cache where they are there and as locked."""
    import pooch  # type: ignore[import-untyped]  # it carries no annotations

    wanted = requirements_for(lock, version)
    text = "\n".join(wanted.values())
    key = hashlib.sha256("\n".join([text, version, *_PLATFORMS]).encode()).hexdigest()[:16]
    cache = Path(pooch.os_cache(DISTRIBUTION)) / "wheels"
    kept = cache / f"{version}-{key}"
    if not _whole(kept, text, len(wanted)):
        _fetch(text, version, kept)
    if not _whole(kept, text, len(wanted)):
        raise UsageError(f"{kept}: pip has not put the wheels there that the lock names; remove the folder")
    return sorted(kept.iterdir())


def requirements_for(lock: str, version: str) -> dict[str, str]:
    """
    Return the locked requirements that hold for Python *version* on Linux, without conditions, by name.

    pip would judge the conditions by the Python that it runs on itself.
    """
    from packaging.requirements import Requirement

    environment = {
        "python_version": version,
        "python_full_version": f"{version}.0",
        "implementation_name": "cpython",
        "implementation_version": f"{version}.0",
        "platform_python_implementation": "CPython",
        "os_name": "posix",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": "x86_64",
        "extra": "",
    }
    found = {}
    entries = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"(?m)^\s*#.*\n?", "", lock).strip())
    for entry in entries:
        head, *hashes = (line.strip(" \\") for line in entry.splitlines())
        requirement = Requirement(head)
        if requirement.marker is None or requirement.marker.evaluate(environment):
            found[requirement.name] = " ".join([f"{requirement.name}{requirement.specifier}", *hashes])
    return found


def _whole(folder: Path, requirements: str, count: int) -> bool:
    """Tell whether *folder* holds *count* files, each of a hash that *requirements* name."""
    if not folder.is_dir():
        return False
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()]
    return len(digests) == count and all(f"sha256:{digest}" in requirements for digest in digests)


def _fetch(requirements: str, version: str, to: Path) -> None:
    """Have pip put the wheels of *requirements* into the folder *to*, all of them or none."""
    abi = f"cp{version.replace('.', '')}"
    tags = ["--implementation", "cp", "--python-version", version]
    for name in (abi, "abi3", "none"):
        tags += ["--abi", name]
    for platform in _PLATFORMS:
        tags += ["--platform", platform]
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".fetch-", dir=to.parent) as work:
        listed, wheels = Path(work, "requirements.txt"), Path(work, "wheels")
        listed.write_text(requirements, encoding="utf-8")
        command = [sys.executable, "-P", "-m", "pip", "download", "--quiet", "--no-input", "--no-deps"]
        command += ["--disable-pip-version-check", "--require-hashes", "--only-binary=:all:", *tags]
        command += ["--dest", str(wheels), "--requirement", str(listed)]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, errors="replace", check=False, timeout=_FETCH_WALL_S
            )
            told = done.stderr.strip() or f"pip ended with {done.returncode}"
            reason = told if done.returncode else ""
        except subprocess.TimeoutExpired:
            reason = f"pip was not done after {_FETCH_WALL_S:.0f} s"
        if reason:
            line = next((each for each in reason.splitlines() if "ERROR" in each), reason.splitlines()[-1])
            raise UsageError(f"the locked wheels for Python {version} cannot be had: {line[:_MAX_REASON]}")
        shutil.rmtree(to, ignore_errors=True)
        wheels.rename(to)
