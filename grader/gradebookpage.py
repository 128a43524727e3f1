"""Show the gradebook to people and as JSON. Opens no database."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from grader.accounts import Account, Graded, grade
from grader.config import Config
from grader.figures import points
from grader.page import Page
from grader.standing import Standing, Weighed

if TYPE_CHECKING:
    from rich.console import Console

_SHORT = 12


def show_class(accounts: Sequence[Account], config: Config, console: Console) -> None:
    """Print a line for each student, then what should be known of all of them."""
    from rich.table import Table

    page = Page(console)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in ("student", "attempts", "counts", "raw", "late", "adjustment", "final"):
        table.add_column(title, justify="left" if title == "student" else "right", overflow="fold")
    for account in accounts:
        table.add_row(*(page.text(cell) for cell in _row(account, account.standing(config))))
    if accounts:
        console.print(table)
        page.put("", "")
    for line in _notes(accounts, config):
        page.put("", line)


def show_account(account: Account, gradings: Sequence[Graded], config: Config, console: Console) -> None:
    """Print all attempts of one student, what each would give, the adjustments and the sum."""
    page = Page(console)
    standing = account.standing(config)
    zone = _zone(config)
    title = " ".join(part for part in (account.student, account.name) if part)
    page.put("", f"{title} ({account.group})" if account.group else title, style="bold")
    for weighed in standing.weighed:
        page.put("  ", _attempt_line(weighed, zone, weighed is standing.counting))
        if weighed.note:
            page.put("      ", weighed.note)
    for each in account.adjustments:
        when = _time(each.adjusted_at, zone)
        page.put("  ", f"adjustment {points(each.points, sign=True)} by {each.author}, {when}: {each.reason}")
    regrades = len(gradings) - len(account.attempts)
    if regrades > 0:
        page.put("  ", f"{regrades} earlier results: grader gradebook history {account.student}")
    final = grade(account, config)
    score = f"{points(final.score)} of {points(final.max_score)}"
    page.put("  final: ", score if final.score is not None else f"no score ({final.status})", style="bold")


def show_history(account: Account, gradings: Sequence[Graded], config: Config, console: Console) -> None:
    """Print every result and every adjustment of one student in the order of time."""
    page = Page(console)
    events: list[tuple[datetime, str]] = []
    for each in gradings:
        score = points(each.score) if each.score is not None else each.status
        word = "graded" if each.number == 1 else "graded again"
        text = f"attempt {each.attempt} {word}: {score} of {points(each.max_score)}"
        events.append((each.graded_at, f"{text} (assignment {each.assignment_digest[:_SHORT]})"))
    for one in account.adjustments:
        text = f"adjustment {points(one.points, sign=True)} by {one.author}: {one.reason}"
        events.append((one.adjusted_at, text))
    for at, text in sorted(events, key=lambda event: event[0]):
        page.put(f"{_time(at, _zone(config))}  ", text)


def class_json(accounts: Sequence[Account], config: Config) -> str:
    """Return the grades as a JSON list, each with the number of the attempt that counts (or null)."""
    return _json([_grade(account, config) for account in accounts])


def account_json(account: Account, gradings: Sequence[Graded], config: Config) -> str:
    """Return all that is known of one student as JSON: the grade, attempts, results, adjustments."""
    standing = account.standing(config)
    return _json(
        _grade(account, config)
        | {
            "all_attempts": [dataclasses.asdict(weighed) for weighed in standing.weighed],
            "adjustments": [dataclasses.asdict(each) for each in account.adjustments],
            "gradings": [dataclasses.asdict(each) for each in gradings],
        }
    )


def _grade(account: Account, config: Config) -> dict[str, Any]:
    counting = account.standing(config).counting
    number = counting.attempt.number if counting else None
    return dataclasses.asdict(grade(account, config)) | {"counts": number}


def _json(data: Any) -> str:
    return json.dumps(data, indent=2, default=lambda moment: moment.isoformat())


def _row(account: Account, standing: Standing) -> tuple[str, ...]:
    counting = standing.counting
    raw = points(counting.attempt.score) if counting and counting.attempt.score is not None else "-"
    return (
        account.student,
        str(len(account.attempts)),
        f"#{counting.attempt.number}" if counting else "-",
        raw,
        points(-counting.deduction) if counting and counting.deduction else "",
        points(standing.adjustment, sign=True) if account.adjustments else "",
        points(standing.score) if standing.score is not None else standing.status,
    )


def _notes(accounts: Sequence[Account], config: Config) -> list[str]:
    """Return what holds of the class: how many have no score, whose time is unknown, who is nobody."""
    if not accounts:
        return [f"no student of {config.name!r} yet"]
    standings = [account.standing(config) for account in accounts]
    lines = [f"{len(accounts)} students, {sum(each.score is not None for each in standings)} with a score"]
    texts = {
        "internal": "the grader failed",
        "rejected": "could not be read",
        "missing": "nothing handed in, or nothing that counts",
    }
    for status, text in texts.items():
        if number := sum(each.status == status for each in standings):
            lines.append(f"{number} {status}: {text}")
    unknown = sum(bool(each.counting and each.counting.note) for each in standings)
    if unknown:
        lines.append(f"{unknown} with an attempt that counts without a known time: nothing is deducted")
    strangers = sorted(set(config.late.extensions) - {account.student for account in accounts})
    if strangers:
        lines.append(f"config.yaml: late.extensions names nobody of the gradebook: {', '.join(strangers)}")
    return lines


def _attempt_line(weighed: Weighed, zone: tzinfo, counts: bool) -> str:
    attempt = weighed.attempt
    when = _time(attempt.submitted_at, zone) if attempt.submitted_at else "at no known time"
    score = (
        attempt.status if attempt.score is None else f"{points(attempt.score)} of {points(attempt.max_score)}"
    )
    late = f", {points(-weighed.deduction)} for lateness" if weighed.deduction else ""
    hours = f" ({weighed.late_s / 3600:.1f} h late)" if weighed.late_s else ""
    verdict = (
        "counts" if counts else f"does not count: {weighed.barred}" if weighed.barred else "does not count"
    )
    return f"attempt {attempt.number}, {when}{hours}: {score}{late}; {verdict}"


def _zone(config: Config) -> tzinfo:
    due = config.late.due
    return (due.tzinfo if due else None) or UTC


def _time(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).isoformat(sep=" ", timespec="seconds")
