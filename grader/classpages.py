"""
Keep the pages of a batch: one of the class, and one for each student. No page costs a grade.

What is there already, of the same report by the same grader, is not written again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from grader import wholefile
from grader.classpage import class_page
from grader.classrun import Ended
from grader.classview import class_view
from grader.feedbackfiles import FOLDER, FeedbackFiles, page_name
from grader.feedbackpage import TEMPLATE
from grader.schema import Report
from grader.seeds import framed_sha256
from grader.source import shown
from grader.webpage import PAGES

INDEX = "index.html"
_KNOWN = "cache/pages.json"
_MANY = 50


def write_pages(ended: Ended) -> list[str]:
    """
    Write the pages of what a batch has graded; return what went wrong, each a line for a person.

    Whatever goes wrong with a page is told and costs nothing else.
    """
    notes = _attempted(FOLDER, lambda: _write_feedback(ended))
    return [*notes, *_attempted(INDEX, lambda: _write_index(ended))]


def _attempted(name: str, work: Callable[[], list[str]]) -> list[str]:
    try:
        return work()
    except Exception as error:  # noqa: BLE001  whatever it is, the grades are there and must stay
        return [f"{name}: not written: {_told(error)}"]


def _write_index(ended: Ended) -> list[str]:
    notes = [(shown(puzzle.path), f"not understood: {puzzle.reason}") for puzzle in ended.intake.puzzles]
    notes += [(result.id, note) for result in ended.results for note in result.notes]
    view = class_view(ended.folder, ended.config, ended.gradebook, _owners(ended), notes)
    pages = {path.stem for path in (ended.folder / FOLDER).glob("*.html")}
    content = class_page(view, pages).encode()
    path = ended.folder / INDEX
    if not path.is_file() or path.read_bytes() != content:
        wholefile.replace(path, content)
    return []


def _owners(ended: Ended) -> dict[str, str]:
    """Return whose each report is, as the gradebook calls the student."""
    from grader.gradebookviews import storable

    return {handin.id: storable(handin.student) for handin in ended.intake.handins}


def _write_feedback(ended: Ended) -> list[str]:
    """Write the pages whose reports are new or were made otherwise, and remove those without a report."""
    folder = ended.folder
    reports = {path.stem: path for path in sorted((folder / "reports").glob("*.json")) if path.name[0] != "."}
    known, state = _known(folder), _state(ended)
    files = FeedbackFiles(folder, ended.assignment, ended.config, ended.tell)
    made: dict[str, list[str]] = {}
    notes: list[str] = []
    stale = []
    for name, path in reports.items():
        key = hashlib.sha256(state + path.read_bytes()).hexdigest()
        if name in known and known[name] == [key, _digest(folder / FOLDER / page_name(name))]:
            made[name] = known[name]
        else:
            stale.append((name, path, key))
    if len(stale) > _MANY:
        ended.tell(f"writing the pages of {len(stale)} submissions")
    for name, path, key in stale:
        if ended.hurried():
            notes.append(f"{FOLDER}: stopped before its end: the same command writes the rest")
            break
        try:
            report = Report.model_validate_json(path.read_bytes())
            if report.submission.id != name:
                raise ValueError(f"it is the report of {report.submission.id!r}")
            made[name] = [key, _digest(files.write(report))]
        except Exception as error:  # noqa: BLE001  one page that cannot be made costs no other one
            notes.append(f"{name}: no feedback page: {_told(error)}")
    files.remove_others(frozenset(reports))
    if made != known:
        wholefile.replace(folder / _KNOWN, json.dumps(made, indent=0, sort_keys=True).encode())
    return notes


def _state(ended: Ended) -> bytes:
    """Return a digest of all that a page is made by, beside its report."""
    own = sorted([*PAGES.glob(f"{Path(TEMPLATE).stem}.*"), PAGES / "base.html", PAGES / "style.css"])
    return framed_sha256([ended.state.encode(), *(path.read_bytes() for path in own)])


def _known(folder: Path) -> dict[str, list[str]]:
    try:
        found = json.loads((folder / _KNOWN).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _told(error: Exception) -> str:
    text = str(error) or type(error).__name__
    return shown(text.splitlines()[0])
