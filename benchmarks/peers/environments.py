"""Give each peer an environment of its own, with the releases that are current when it is made."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_READY = "installed.txt"


def folder() -> Path:
    """Return where the environments are kept; remove it to have them made anew."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "nn-grader-bench"


def made(name: str, packages: Sequence[str]) -> Path:
    """
    Return the folder of the programs of an environment with *packages*, made at first use.

    Raises:
        OSError: It cannot be made; the text is the installer's last line.
    """
    place = folder() / name
    ready = place / _READY
    wanted = f"{sys.version}\n{' '.join(packages)}\n"
    if not ready.is_file() or ready.read_text(encoding="utf-8") != wanted:
        _run([sys.executable, "-m", "venv", "--clear", str(place)])
        pip = [str(place / "bin/python"), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
        _run([*pip, *packages])
        ready.write_text(wanted, encoding="utf-8")
    return place / "bin"


def version(programs: Path, package: str) -> str:
    """Return which release of *package* an environment has."""
    question = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"
    return _run([str(programs / "python"), "-c", question, package]).strip()


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise OSError(lines[-1] if lines else f"{command[0]} ended with code {done.returncode}")
    return done.stdout
