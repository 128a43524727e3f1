"""Make the zip that Gradescope calls an autograder: how it is set up, what it runs, and all that it needs."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from grader import config as configuration
from grader import parcel, wheelhouse
from grader.gradescopesettings import SETTINGS_FILE, GradescopeSettings, settings_text
from grader.packageparts import more_parts

SCRIPTS = ("setup.sh", "run_autograder")
_TEMPLATES = Path(__file__).parent / "data" / "packages" / "gradescope"


def gradescope_files(
    assignment: Path,
    settings: GradescopeSettings,
    *,
    python: Sequence[str] = ("3.11",),
    wheels: bool = True,
    more: Path | None = None,
) -> dict[str, bytes]:
    """
    Return the files of the package by their paths in the zip; `SCRIPTS` are programs.

    Args:
        assignment: Its folder, with the hidden checks and the secret in force.
        settings: What the instructor has set; whether the data are fetched is found out here.
        python: The versions of Python whose wheels are inside.
        wheels: Whether the image can be built without an index.
        more: A requirements file of libraries that submissions may import.

    Raises:
        UsageError: The assignment is not one, *more* cannot be read, or the wheels cannot be had.
    """
    within = {f"assignment/{path}": content for path, content in parcel.assignment_files(assignment).items()}
    dataset = configuration.load(assignment).accuracy.dataset
    settings = settings.model_copy(update={"fetch_data": dataset == "full"})
    files = {name: (_TEMPLATES / name).read_bytes() for name in SCRIPTS}
    files[SETTINGS_FILE] = settings_text(settings).encode()
    files |= more_parts(more)
    with tempfile.TemporaryDirectory() as work:
        wheelhouse.fill(Path(work), python=python, wheels=wheels)
        files |= parcel.read_folder(Path(work))
    return files | within
