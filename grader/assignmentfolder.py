"""Find the folder of the assignment. Quick to load: knows no key of `config.yaml`."""

from __future__ import annotations

from pathlib import Path

from grader.errors import UsageError

CONFIG_FILE = "config.yaml"


def find_assignment(start: Path) -> Path:
    """
    Return the nearest folder with a `config.yaml`, from *start* upwards.

    Raises:
        UsageError: There is none; the text says what to do.
    """
    folder = start.absolute()
    for candidate in (folder, *folder.parents):
        if (candidate / CONFIG_FILE).is_file():
            return candidate
    raise UsageError(
        f"no {CONFIG_FILE} in {folder} or any folder above it; "
        "go to the assignment's folder or name it with --assignment"
    )


def assignment_folder(given: Path | None, start: Path) -> Path:
    """
    Return the assignment's folder: as *given*, else the nearest from *start* or from here upwards.

    Raises:
        UsageError: There is none, or no file or folder *start*.
    """
    if given is not None:
        if not (given / CONFIG_FILE).is_file():
            raise UsageError(f"{given}: there is no {CONFIG_FILE} in it")
        return given
    if not start.exists():
        raise UsageError(f"{start}: no such file or folder")
    try:
        return find_assignment(start)
    except UsageError:
        return find_assignment(Path())
