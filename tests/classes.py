"""Write classes as platforms hand them out, by the rules of the platforms' own code."""

from __future__ import annotations

import re
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

TEN_NAMES = (
    "Łukasiewicz, Zoë",
    "Иванова, Анна",
    "Παπαδόπουλος, Νίκος",
    "الخوارزمي, محمد",
    "כהן, דוד",
    "王, 小明",
    "佐藤, さくら",
    "김, 민준",
    "शर्मा, अंजलि",
    "ไชยวัฒน์, สมชาย",
)
"""Sortable names in Latin with diacritics, Cyrillic, Greek, Arabic, Hebrew, Chinese, Japanese, Korean,
Devanagari and Thai."""

LAYERS = "x = 1\n"


def first_last(sortable: str) -> str:
    """Return `Ann Doe` for `Doe, Ann`."""
    last, _, first = sortable.partition(", ")
    return f"{first} {last}" if first else last


def put(folder: Path, name: str, content: str | bytes = LAYERS) -> Path:
    """Write one file, with its folders, and return it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def zipped(folder: Path, path: Path) -> Path:
    """Pack what is in *folder* into a zip archive at *path*, with UTF-8 names."""
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, str(file.relative_to(folder)))
    return path


# ---------------------------------------------------------------- Canvas: lib/content_zipper.rb


def _ruby_words(text: str) -> str:
    """Do `gsub(/[^[[:word:]]]/, "")`: letters, marks, digits and connecting punctuation stay."""
    return "".join(
        c for c in text if unicodedata.category(c)[0] in "LM" or unicodedata.category(c) in {"Nd", "Pc"}
    )


def canvas_prefix(sortable_name: str | None, user: int | str, late: bool = False) -> str:
    """Return what Canvas puts before attachments: `get_filename`; without a name, *user* is anonymous."""
    name = None if sortable_name is None else re.sub(r"_([0-9]+)_", r"\1", sortable_name).lower()
    identity = f"anon_{user}" if name is None else str(user)
    return _ruby_words(
        "_".join(part for part in (name, "LATE" if late else None, identity) if part is not None)
    )


def canvas_file(prefix: str, attachment: int, display_name: str) -> str:
    """Return the name of one file in the archive: `add_upload_submission`."""
    cleaned = re.sub(r'[\x00/\\:*?"<>|]+', "_", display_name)
    return f"{prefix}_{attachment}_{cleaned}"


def resubmitted(display_name: str, times: int) -> str:
    """Return what Canvas calls a file of a name that is there already: `Attachment.make_unique_filename`."""
    suffix = re.search(r"(\.[A-Za-z][A-Za-z0-9]*)*(\.[A-Za-z0-9]*)$", display_name)
    extension = suffix[0] if suffix else ""
    return f"{display_name.removesuffix(extension)}-{times}{extension}" if times else display_name


# ---------------------------------------------------------------- Moodle: mod/assign/classes/downloader.php


def _clean_filename(text: str) -> str:
    """Do what `clean_param(…, PARAM_FILE)` does to the characters of names."""
    cleaned = re.sub(r"""[\x00-\x1f\x7f&<>"`|':\\/]""", "", text)
    return re.sub(r"\.\.+", "", cleaned)


def moodle_prefix(name: str, number: int | None) -> str:
    """Return the student's part: `get_student_prefix`; a team without a group has no *number*."""
    plain = name.replace("_", " ")
    return _clean_filename(plain if number is None else f"{plain}_{number}")


def moodle_folder(name: str, number: int | None, plugin: str = "file", old: bool = False) -> str:
    """Return a student's folder; that of older versions of Moodle ends with `_`."""
    return f"{moodle_prefix(name, number)}_assignsubmission_{plugin}" + ("_" if old else "")


def moodle_file(name: str, number: int | None, file: str) -> str:
    """Return the name of a file of a download without folders."""
    return _clean_filename(f"{moodle_prefix(name, number)}_assignsubmission_file_{file}")


# ---------------------------------------------------------------- Gradescope


def gradescope_metadata(submissions: Mapping[str, tuple[Iterable[tuple[str, str, str]], str]]) -> str:
    """Return the metadata as Ruby writes them: (name, number, e-mail) of each submitter, and a time."""
    lines = ["---"]
    for folder, (people, created_at) in submissions.items():
        lines += [f"{folder}:", "  :submitters:"]
        for name, sid, email in people:
            lines += [f"  - :name: {_ruby(name)}", f"    :sid: {_ruby(sid)}", f"    :email: {_ruby(email)}"]
        lines += [f"  :created_at: {created_at}", "  :score: 3.0", "  :status: processed", "  :history: []"]
    return "\n".join(lines) + "\n"


def _ruby(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# ---------------------------------------------------------------- repositories


def git(folder: Path, *arguments: str, when: str = "2026-01-02T03:04:05+0100") -> str:
    """Run git in *folder* as an author of no configuration, and return what it prints."""
    environment = {
        "PATH": "/usr/bin:/bin:/usr/local/bin",
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_DATE": when,
        "GIT_COMMITTER_DATE": when,
    }
    author = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "init.defaultBranch=main")
    run = subprocess.run(
        ["git", *author, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return run.stdout


def repository(folder: Path, when: str = "2026-01-02T03:04:05+0100", **files: str) -> Path:
    """Make a repository with one commit at the time *when*; `layers="x = 1"` is `layers.py`."""
    folder.mkdir(parents=True)
    for name, content in (files or {"layers": LAYERS}).items():
        put(folder, f"{name}.py", content)
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "hand in", when=when)
    return folder
