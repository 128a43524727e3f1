"""
Run a target under atheris: ``python -m tests.fuzz.run wire -runs=1000``; see CONTRIBUTING.md.

Options are libFuzzer's and come after those below. A file instead of options is run once.
"""

from __future__ import annotations

import importlib
import platform
import sys
import tempfile
import warnings
from collections.abc import Iterable
from pathlib import Path

from tests.fuzz.targets import CORPUS, TARGETS

FOUND = Path("build/fuzz")
"""Where inputs that reach something new, and those that fail, are written."""

OPTIONS = ("-timeout=10", "-rss_limit_mb=1024", "-max_len=4096", "-verbosity=0", "-print_final_stats=1")
INSTRUMENTED = ["grader", "gzip", "tests", "zipfile"]


def main() -> None:
    """Fuzz the target that the command line names, beginning with its seeds and its kept corpus."""
    try:
        import atheris
    except ImportError as missing:
        sys.exit(
            f"atheris is not there ({missing}): it is made for Linux on x86-64 and Python 3.11 to 3.14, this"
            f" is {platform.system()} on {platform.machine()} and Python {platform.python_version()}."
            " `make test` runs the same targets without it"
        )
    name, *options = sys.argv[1:]
    if name not in TARGETS:
        sys.exit(f"no target {name!r}: there are {', '.join(TARGETS)}")
    with atheris.instrument_imports(include=INSTRUMENTED):
        target = importlib.import_module(f"tests.fuzz.fuzz_{name}")
    FOUND.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(FOUND)  # libFuzzer ends the process at once: nothing is tidied up
    if not any(Path(option).is_file() for option in options):
        options += [
            str(folder) for folder in (_begun(name, target.seeds()), CORPUS / name) if folder.is_dir()
        ]
    warnings.simplefilter("error")
    atheris.Setup([_itself(name), *OPTIONS, f"-artifact_prefix={FOUND}/{name}-", *options], target.one)
    atheris.Fuzz()


def _itself(name: str) -> str:
    """Return a command that runs this target: to merge, libFuzzer starts processes of its own."""
    command = FOUND / f"run-{name}"
    command.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -m tests.fuzz.run {name} "$@"\n', encoding="utf-8"
    )
    command.chmod(0o755)
    return str(command)


def _begun(name: str, seeds: Iterable[bytes]) -> Path:
    """Return the folder of the inputs to go on with, *seeds* among them."""
    folder = FOUND / name
    folder.mkdir(exist_ok=True)
    for number, seed in enumerate(seeds):
        (folder / f"seed-{number:03}").write_bytes(seed)
    return folder


if __name__ == "__main__":
    main()
