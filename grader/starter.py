"""Write a fresh assignment that proves itself as it stands: a task, checks of both kinds, misconceptions."""

from __future__ import annotations

import re
from pathlib import Path

from grader import build, wholefile
from grader.errors import UsageError
from grader.source import shown

_TEMPLATE = Path(__file__).parent / "data" / "starter"
_HIDDEN = {"gitignore": ".gitignore"}
_WORDS = re.compile(r"[^A-Za-z0-9]+")


def create(folder: Path) -> list[Path]:
    """
    Write a new assignment into *folder*, named like it, and return the files in the order of their paths.

    Raises:
        UsageError: *folder* is not empty, or cannot be written.
    """
    whole = folder.absolute()
    if whole.exists() and not (whole.is_dir() and not any(whole.iterdir())):
        raise UsageError(f"{shown(folder)}: is there already; name a new folder")
    words = _WORDS.sub(" ", whole.name).strip() or "assignment"
    try:
        for path in sorted(_TEMPLATE.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                wholefile.replace(whole / _placed(path), _filled(path, words))
        build.build(whole)
    except OSError as error:
        raise UsageError(f"{shown(error.filename or folder)}: cannot be written: {error.strerror}") from error
    return sorted(path for path in whole.rglob("*") if path.is_file())


def _placed(path: Path) -> Path:
    """Return where a file of the template goes."""
    relative = path.relative_to(_TEMPLATE)
    return relative.with_name(_HIDDEN.get(relative.name, relative.name))


def _filled(path: Path, words: str) -> bytes:
    """Return a file of the template with the name of the assignment in it."""
    content = path.read_text(encoding="utf-8")
    if path.suffix in {".yaml", ".md"}:
        content = content.replace("{name}", words.lower().replace(" ", "-")).replace(
            "{title}", words.capitalize()
        )
    return content.encode()
