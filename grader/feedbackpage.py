"""Write the feedback page of a submission: one HTML file, for its student or for the staff."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader import wholefile
from grader.errors import UsageError
from grader.feedback import OUR_FAULT
from grader.feedbackview import FeedbackView, Finding, Shown, arranged, points_text, score_text
from grader.records import Audience, Verdict, Visibility
from grader.render import ALREADY, render
from grader.schema import AccuracyPart, CheckPart, Report
from grader.webpage import written

if TYPE_CHECKING:
    from markupsafe import Markup

    from grader.config import Config
    from grader.courselayout import Conventions
    from grader.formulas import Formula
    from grader.lossband import LossBand

TEMPLATE = "feedback.html"
_PICTURES = 12
"""So many checks of a page have pictures of numbers; the others say in words what differs."""

_NO_PROGRAM = frozenset({"SyntaxError", "IndentationError", "TabError"})
_MOST_CARDS = 8
"""So many findings of a task are open; the others are folded, as one mistake often costs several checks."""


def feedback_page(
    report: Report,
    *,
    band: LossBand | None = None,
    audience: Audience = Audience.STUDENT,
    titles: Mapping[str, str] | None = None,
    conventions: Conventions | None = None,
    revealed: frozenset[Visibility] = ALREADY,
) -> str:
    """
    Return the page of a whole *report*, rendered here for *audience*: nothing hidden gets out.

    It depends on nothing that changes from one grading to the next.

    Args:
        report: As the judge made it, not rendered before.
        band: The losses of right solutions, to lie behind the submission's.
        audience: Who reads it.
        titles: Headings of the tasks by name; the names themselves where left out.
        conventions: How the course keeps weights and losses; only formulas that hold for it are shown. Those
            of the statement where left out.
        revealed: What students may see in full by now.
    """
    shown = render(report, audience, revealed)
    view = arranged(shown, titles or {})
    pictured = _pictured(view)
    checks = [check for task in shown.tasks for check in task.checks]
    return written(
        TEMPLATE,
        report=shown,
        view=view,
        staff=audience is Audience.STAFF,
        folded=lambda findings: _folded(findings, view),
        passed=sum(check.verdict is Verdict.PASSED for check in checks),
        checks=len(checks),
        hidden=sum(check.visibility is not Visibility.VISIBLE for check in checks),
        faults=sum(check.verdict is Verdict.INTERNAL for check in checks),
        our_fault=OUR_FAULT,
        points=points_text,
        score_text=score_text,
        step=_step,
        late=_late(shown.submission.late_s),
        handed_in=_time(shown.submission.submitted_at),
        formulas=lambda finding: _formulas(finding, conventions),
        pictures=lambda one: _pictures(one.check) if one.check.id in pictured else [],
        training=_training(shown.accuracy, band) if shown.accuracy else None,
    )


def write_feedback(
    report: Report,
    path: Path,
    *,
    assignment: Path,
    config: Config,
    audience: Audience = Audience.STUDENT,
    band: LossBand | None = None,
    tell: Callable[[str], object] | None = None,
) -> None:
    """
    Write the feedback page of a whole *report* to *path*, whole or not at all; a device as it is.

    Args:
        report: As the judge made it.
        path: The HTML file.
        assignment: Its folder; the losses of right solutions come from its reference, where it has one.
        config: Of the assignment.
        audience: Who reads it.
        band: These losses, where they are known already.
        tell: Takes a line for the person who waits while they are computed.

    Raises:
        UsageError: The file cannot be written.
    """
    band = band or band_of(report, assignment, config, tell)
    page = page_of(report, config, band, audience)
    try:
        wholefile.put(path, page.encode())
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error


def page_of(report: Report, config: Config, band: LossBand | None, audience: Audience) -> str:
    """Return the feedback page of a whole *report* with the headings and conventions of *config*."""
    return feedback_page(
        report,
        band=band,
        audience=audience,
        titles={name: task.title for name, task in config.tasks.items()},
        conventions=config.conventions,
    )


def band_of(
    report: Report, assignment: Path, config: Config, tell: Callable[[str], object] | None = None
) -> LossBand | None:
    """
    Return the losses of right solutions, to lie behind those of *report*, or None where there are none.

    None also where the report's training was on another dataset than that of *config*: losses of both are
    not to be compared.

    Args:
        report: Of a submission.
        assignment: Its folder.
        config: Of the assignment.
        tell: Takes a line for the person who waits, as it takes a while the first time.
    """
    from grader.lossband import loss_band

    if report.accuracy is None or report.accuracy.dataset != config.accuracy.dataset:
        return None
    return loss_band(assignment, config, tell)


def _formulas(finding: Finding, conventions: Conventions | None) -> list[Formula]:
    """Return the formulas of a finding's checks, each once, at most three."""
    from grader.formulas import formulas_of

    found = {
        (each.subject, each.part): each
        for one in finding.checks
        for each in formulas_of(one.check.id, conventions)
    }
    return list(found.values())[:3]


def _pictured(view: FeedbackView) -> frozenset[str]:
    """Return the checks that get pictures: the first ones, so that a page stays small whatever fails."""
    told = [
        finding.first.check.id
        for task in view.tasks
        for finding in task.findings
        if {"comparison", "gradient"} & set(finding.first.check.details)
    ]
    return frozenset(told[:_PICTURES])


def _folded(findings: Sequence[Finding], view: FeedbackView) -> Sequence[Finding]:
    """Return those of a task's *findings* that are folded: none of what is to be done next."""
    if len(findings) <= _MOST_CARDS + 2:
        return ()
    spare = [finding for finding in findings if finding not in view.next]
    return spare[max(0, _MOST_CARDS - (len(findings) - len(spare))) :]


def _pictures(check: CheckPart) -> list[Markup]:
    from grader.gradientplot import gradient_plot
    from grader.heatmaps import heat_maps

    details = check.details
    drawn = (heat_maps(details.get("comparison"), details.get("count")), gradient_plot(details))
    return [picture for picture in drawn if picture is not None]


def _training(accuracy: AccuracyPart, band: LossBand | None) -> dict[str, Any]:
    from grader.confusion import confusion_table
    from grader.curves import loss_curves
    from grader.digits import Mistake, pictures
    from grader.heatmaps import number
    from grader.trainlines import endings

    wrong = [Mistake(one.index, one.label, one.predicted, one.confidence) for one in accuracy.mistakes or ()]
    return {
        "accuracy": accuracy,
        "number": number,
        "endings": endings(accuracy),
        "curves": loss_curves(accuracy.runs, band),
        "confusion": confusion_table(accuracy.confusion) if accuracy.confusion else None,
        "digits": pictures(wrong, accuracy.dataset) if wrong else [],
    }


def _step(finding: Finding) -> str:
    """Return what a first step is about, in one line."""
    first: Shown = finding.first
    if first.waiting:
        return f"Write {first.missing_part}" if first.missing_part else "Write what is not written yet"
    if first.check.details.get("exception") in _NO_PROGRAM:
        return "Make your code compile"
    return first.check.title


def _late(late_s: float | None) -> str:
    """Return ``2 h 5 min late``, nothing for what was in time or where that is not known."""
    if late_s is None or late_s <= 0:
        return ""
    minutes = max(1, round(late_s / 60))
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    parts = [f"{amount} {unit}" for amount, unit in ((days, "d"), (hours, "h"), (left, "min")) if amount]
    return f"{' '.join(parts[:2])} late"


def _time(text: str | None) -> str:
    """Return a time as people write it, as it stands where it is none."""
    if not text:
        return ""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{when:%d %B %Y, %H:%M}".lstrip("0") + (f" (UTC{when:%z})" if when.tzinfo else "")
