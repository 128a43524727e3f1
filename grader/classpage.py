"""Write the class report as one page that works offline. Reads nothing; knows no gradebook."""

from __future__ import annotations

import os
import statistics
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from grader import webpage
from grader.batchprogress import spelt_duration
from grader.classfigures import CheckFigures
from grader.classplots import edge, histogram, strip
from grader.classrows import Row
from grader.classview import ClassView
from grader.figures import cut, points
from grader.grades import Grade
from grader.page import visible_text
from grader.reportdiff import Change, Total

_KINDS = {
    "graded": ("", ""),
    "rejected": ("bad", "✗"),
    "internal": ("odd", "⚠"),
    "missing": ("other", "○"),
}
"""How each status looks: class and sign of its badge."""

_SLOWEST = 5


def class_page(view: ClassView, feedback: Collection[str] = ()) -> str:
    """
    Return the page.

    Args:
        view: What there is to say.
        feedback: The reports for which there is a page for the student, by what their files are called.
    """
    by_report = {row.report: row for row in view.rows if row.report}
    context = {
        **_faults(view),
        **_accuracy(view),
        **_time(view),
        **_lists(view),
        **_regrades(view),
        **_places(view),
        **_WORDS,
        "view": view,
        "kinds": _KINDS,
        "feedback": frozenset(feedback),
        "by_report": by_report,
        "by_student": {row.grade.student: row for row in view.rows},
        "rows_of": lambda numbers: [view.rows[number - 1] for number in sorted(numbers)],
        "checks": {item.check.id: item.check for item in view.checks},
        "hardest": sorted(view.checks, key=_hardness),
        "histogram": histogram(view.scores) if view.scores else "",
        "sections": _sections(view),
        "tiles": _tiles(view),
    }
    return webpage.written("class.html", **context)


def _sections(view: ClassView) -> list[tuple[str, str]]:
    """Return the sections that there are, by their anchors."""
    lists = _lists(view)
    return [
        (anchor, title)
        for anchor, title, there in (
            ("faults", "Grader’s faults", view.faults),
            ("summary", "At a glance", True),
            ("tasks", "Tasks and checks", view.tasks),
            ("together", "Fails together", view.groups),
            ("misconceptions", "Misconceptions", view.mistakes),
            ("accuracy", "Accuracy", _accuracy(view)["accuracies"]),
            ("time", "Time", _time(view)["dearest"]),
            (
                "late",
                "Late and missing",
                any(lists[name] for name in ("late", "missing", "rejected", "adjusted")),
            ),
            ("changes", "Changes", view.regrades),
            ("students", "Students", True),
            ("alike", "Alike", view.pairs is not None),
            ("notes", "To look at", view.notes),
        )
        if there
    ]


def _faults(view: ClassView) -> dict[str, Any]:
    """Return the faults, each text once with whom it befell, the most frequent first."""
    numbers = {row.grade.student: row.number for row in view.rows}
    found: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
    for name, text in view.faults:
        found[text].append((name, numbers.get(name)))
    return {"faults": sorted(found.items(), key=lambda each: -len(each[1]))}


def _tiles(view: ClassView) -> list[tuple[str, str, str]]:
    statuses = Counter(row.grade.status for row in view.rows)
    scores = view.scores
    tiles = [("Students", str(len(view.rows)), "")]
    if scores:
        of = f"of {points(scores.max_score)}"
        tiles += [("Median", _points(scores.median), of), ("Mean", _points(scores.mean), of)]
        tiles.append(("All points", str(scores.full), ""))
    tiles.append(("Graded", str(statuses["graded"]), ""))
    for title, status in (
        ("Grader failed", "internal"),
        ("Could not be read", "rejected"),
        ("Missing", "missing"),
    ):
        if statuses[status]:
            tiles.append((title, str(statuses[status]), ""))
    if late := sum(row.late for row in view.rows):
        tiles.append(("Late", str(late), ""))
    return tiles


def _accuracy(view: ClassView) -> dict[str, Any]:
    dots = [
        (row.sheet.accuracy, visible_text(row.grade.name or row.grade.student))
        for row in view.rows
        if row.sheet and row.sheet.accuracy is not None
    ]
    values = [value for value, _ in dots]
    low, high = view.goals or (0.0, 1.0)
    return {
        "accuracies": values,
        "accuracy_median": statistics.median(values) if values else 0.0,
        "strip": strip(sorted(dots), view.goals) if dots else "",
        "edge": edge(view.goals),
        "below": sum(value < edge(view.goals) for value in values),
        "reached": sum(value >= high for value in values),
        "floored": sum(value <= low for value in values),
    }


def _time(view: ClassView) -> dict[str, Any]:
    dearest = [item for item in view.checks if item.cost]
    timed = [row for row in view.rows if row.sheet and row.sheet.total_s]
    return {
        "dearest": sorted(dearest, key=lambda item: -item.cost.total_s if item.cost else 0.0),
        "total_s": sum(item.cost.total_s for item in dearest if item.cost),
        "timed": sum(bool(row.sheet and row.sheet.seconds) for row in view.rows),
        "slowest": sorted(timed, key=lambda row: -(row.sheet.total_s or 0.0) if row.sheet else 0.0)[
            :_SLOWEST
        ],
    }


def _lists(view: ClassView) -> dict[str, list[Row]]:
    return {
        "missing": [row for row in view.rows if row.grade.status == "missing"],
        "rejected": [row for row in view.rows if row.grade.status == "rejected"],
        "late": sorted((row for row in view.rows if row.late), key=lambda row: -(row.grade.late_s or 0.0)),
        "adjusted": [row for row in view.rows if row.reasons],
    }


def _regrades(view: ClassView) -> dict[str, Any]:
    gains = [_gain(each.change) for each in view.regrades]
    return {
        "raised": sum(gain is not None and gain > 0 for gain in gains),
        "lowered": sum(gain is not None and gain < 0 for gain in gains),
        "regraded": {each.student for each in view.regrades},
    }


def _places(view: ClassView) -> dict[str, Any]:
    """Return by which numbers the script finds what belongs to each row."""
    index = {item.check.id: number for number, item in enumerate(view.checks)}
    mistaken: dict[int, list[int]] = defaultdict(list)
    alike: dict[str, list[int]] = defaultdict(list)
    for number, mistake in enumerate(view.mistakes):
        for row in mistake.rows:
            mistaken[row].append(number)
    for pair in view.pairs or ():
        alike[pair.left].append(pair.number)
        alike[pair.right].append(pair.number)
    flags = Counter(flag for row in view.rows for flag in _flags(row, view))
    order = ("graded", "internal", "rejected", "missing", "late", "adjusted", "regraded")
    return {
        "index": index,
        "mistaken": mistaken,
        "failing": {row.number: [index[id_] for id_ in row.failed] for row in view.rows},
        "alike": alike,
        "statuses": [(flag, flags[flag]) for flag in order if flags[flag]],
    }


def _flags(row: Row, view: ClassView) -> Iterable[str]:
    yield row.grade.status
    yield from ["late"] * row.late
    yield from ["adjusted"] * bool(row.reasons)
    yield from ["regraded"] * any(each.student == row.grade.student for each in view.regrades)


def _hardness(item: CheckFigures) -> tuple[float, int]:
    difficulty = item.figures.difficulty
    return (2.0 if difficulty is None else round(difficulty, 6)), -len(item.failed)


# ---------------------------------------------------------------- words of the template


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _points(value: float | None, sign: bool = False) -> str:
    return points(None if value is None else cut(value), sign)


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{round(value, 2) + 0.0:.2f}"


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value < 10 else spelt_duration(value)


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _quoted(name: str) -> str:
    return quote(os.fsencode(name), safe="")


def _part(grade: Grade) -> float:
    return min(max((grade.score or 0.0) / grade.max_score, 0.0), 1.0) if grade.max_score > 0 else 0.0


def _lateness(row: Row) -> str:
    """Return how late the attempt that counts is, and what that costs."""
    if not row.grade.late_s:
        return "by the platform"
    hours = row.grade.late_s / 3600
    text = f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} d"
    return f"{text}, {_points(-row.grade.late_deduction)}" if row.grade.late_deduction else text


def _result(total: Total) -> str:
    return total.status if total.score is None else _points(total.score)


def _gain(change: Change) -> float | None:
    before, after = change.before.score, change.after.score
    return None if before is None or after is None else after - before


_WORDS = {
    "count": _count,
    "points": _points,
    "percent": _percent,
    "share": _share,
    "seconds": _seconds,
    "duration": spelt_duration,
    "moment": _moment,
    "quoted": _quoted,
    "part": _part,
    "lateness": _lateness,
    "result": _result,
    "gain": _gain,
}
