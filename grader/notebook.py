"""
Check, from within a notebook, what its cells have defined so far; grading itself is done by others.

It looks at the cells that were run, not at the file: what was edited and not run since is not there yet.
"""

from __future__ import annotations

import html
import io
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.errors import GraderError, UsageError

if TYPE_CHECKING:
    from grader.notebooks import Notebook
    from grader.schema import CheckPart, Report

_NOT_YET = "not implemented yet"
_STYLE = "text-align:left;vertical-align:top;padding:2px 8px"
_COLOURS = {"passed": "#2e9e4f", "failed": "#d64545"}
_LEVELS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588"
_COLUMNS = 100
_SIGNS = {"passed": "\u2713", "failed": "\u2717"}


@dataclass(frozen=True)
class Result:
    """
    What the checks found: a table in Jupyter, text elsewhere.

    Args:
        report: As a student may see it, of the tasks that were asked for; None where nothing was checked.
        titles: Headings of the tasks by name.
        notes: Lines about the cells, or why nothing was checked.
    """

    report: Report | None
    titles: dict[str, str]
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        from grader.page import make_console, visible_text
        from grader.terminal import show_report

        lines = [f"note: {visible_text(note)}" for note in self.notes]
        if self.report is not None:
            stream = io.StringIO()
            show_report(self.report, make_console(stream, plain=True), titles=self.titles)
            lines.append(stream.getvalue().rstrip("\n"))
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """Return a table with what is to be done; nothing that a student wrote is taken for HTML."""
        parts = [f"<p>{_escaped(note)}</p>" for note in self.notes]
        for task in self.report.tasks if self.report else ():
            passed = sum(check.verdict == "passed" for check in task.checks)
            score = "no score" if task.score is None else f"{task.score:g} of {task.max_score:g} points"
            title = _escaped(self.titles.get(task.name, task.name))
            count = f"{passed} of {len(task.checks)} checks passed"
            parts.append(f"<p><b>{title}</b>: {score}, {count}</p>")
            if self.report and any(check.kind == "accuracy" for check in task.checks):
                parts.append(_training(self.report))
            rows = _rows([check for check in task.checks if check.verdict != "passed"])
            parts.append(f"<table>{rows}</table>" if rows else "")
        return f'<div class="grader">{"".join(parts)}</div>'


def check(task: str | None = None, assignment: Path | str | None = None) -> Result:
    """
    Run the visible checks of *task* on the classes and functions that the notebook has defined.

    Args:
        task: As `config.yaml` calls it, `layers` say; all tasks where left out.
        assignment: The folder with `config.yaml`; the nearest from here upwards where left out.
    """
    try:
        return _checked(task, assignment)
    except GraderError as error:
        return Result(None, {}, (str(error),))


def _checked(task: str | None, assignment: Path | str | None) -> Result:
    from grader import config as configuration
    from grader.grading import Request, grade
    from grader.notebooks import files_of_cells, wanted_names
    from grader.records import Audience
    from grader.render import render
    from grader.yamlfile import suggest

    folder = Path(assignment) if assignment else configuration.find_assignment(Path())
    config = configuration.load(folder)
    if task is not None and task not in config.tasks:
        raise UsageError(f"no task {task!r}{suggest(task, config.tasks)}")
    wanted = wanted_names(folder, config.layout.declared)
    made = files_of_cells("notebook", _cells(), wanted)
    if not any(path in wanted for path in made.files):
        raise UsageError("nothing to check yet: run the cells that define your classes and functions first")
    with tempfile.TemporaryDirectory(prefix="notebook-") as place:
        for path, content in made.files.items():
            target = Path(place, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        tasks = () if task is None else (task,)
        report = grade(Request(folder, Path(place), "visible", tasks=tasks), lambda _event, _total: None)
    shown = _only(render(report, Audience.STUDENT), task)
    if not shown.tasks:
        raise UsageError(f"the task {task!r} has no visible check")
    titles = {name: each.title for name, each in config.tasks.items()}
    return Result(_with_cells(shown, made), titles)


def _cells() -> list[Any]:
    """Return the cells that were run, in that order, as they were typed."""
    from grader.notebookfiles import Cell

    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is None:
        raise UsageError("check() works in a notebook; elsewhere use the command grader check")
    typed: Sequence[str] = shell.history_manager.input_hist_raw
    return [Cell(f"In [{number}]", text) for number, text in enumerate(typed) if number and text.strip()]


def _only(report: Report, task: str | None) -> Report:
    """Return *report* with one task, and the sums of that."""
    tasks = [part for part in report.tasks if task in {None, part.name}]
    scores = [part.score for part in tasks]
    score = None if None in scores else sum(score or 0.0 for score in scores)
    return report.model_copy(
        update={"tasks": tasks, "score": score, "max_score": sum(part.max_score for part in tasks)}
    )


def _with_cells(report: Report, made: Notebook) -> Report:
    """Return *report* with the cells in place of lines of files that the student has never seen."""
    from grader.cellplaces import with_cells

    def told(check: CheckPart) -> CheckPart:
        return check.model_copy(update={"message": with_cells(check.message, made.origins)})

    tasks = [
        part.model_copy(update={"checks": [told(check) for check in part.checks]}) for part in report.tasks
    ]
    return report.model_copy(update={"tasks": tasks})


def _rows(lost: Sequence[CheckPart]) -> str:
    """Return a row for each of the checks *lost*, and one row for all that waits to be written."""
    waiting = [check.message.partition("\n")[0] for check in lost if check.message.startswith(_NOT_YET)]
    rows = "".join(_row(check) for check in lost if not check.message.startswith(_NOT_YET))
    if waiting:
        names = dict.fromkeys(text.removeprefix(_NOT_YET).lstrip(": ").partition(" (")[0] for text in waiting)
        what = f"<b>{_NOT_YET}: {len(waiting)} checks wait</b><br>{_escaped(', '.join(filter(None, names)))}"
        rows += f'<tr><td style="{_STYLE}">\u25cb</td><td style="{_STYLE}">{what}</td></tr>'
    return rows


def _row(check: CheckPart) -> str:
    sign, colour = _SIGNS.get(check.verdict, "!"), _COLOURS.get(check.verdict, "#c77d0a")
    message = _escaped(check.message).replace("\n", "<br>")
    hint = f"<br><i>{_escaped(check.hint)}</i>" if check.hint else ""
    hint += _arrays(check)
    return (
        f'<tr><td style="{_STYLE};color:{colour}">{sign} {_escaped(check.verdict)}</td>'
        f'<td style="{_STYLE}"><b>{_escaped(check.title)}</b><br>{message}{hint}</td></tr>'
    )


def _arrays(check: CheckPart) -> str:
    """Return what was expected beside what came, where both are small; what differs is in brackets."""
    from grader.arraytable import array_table

    table = array_table(check.details)
    if table is None:
        return ""
    got = [[f"<b>[{cell.text}]</b>" if cell.differs else cell.text for cell in row] for row in table.got]
    tables = "".join(
        f'<td style="{_STYLE}">{text}<table style="font-family:monospace">{_cells_of(rows)}</table></td>'
        for text, rows in (("expected", table.expected), ("got", got))
    )
    return f"<table><tr>{tables}</tr></table>"


def _cells_of(rows: Sequence[Sequence[str]]) -> str:
    return "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)


def _training(report: Report) -> str:
    """Return a table of the runs, each with its loss as a curve of blocks; nothing where none ran."""
    from grader.trainlines import endings, mistaken, run_line

    if report.accuracy is None:
        return ""
    lines = [run_line(run, _LEVELS, "\u2192", _COLUMNS) for run in report.accuracy.runs]
    rows = "".join(
        f'<tr><td style="{_STYLE}">{head}</td><td style="{_STYLE};font-family:monospace">{curve}</td></tr>'
        for head, curve in lines
    )
    told = [line for line in [*endings(report.accuracy), mistaken(report.accuracy)] if line]
    return f"<table>{rows}</table>" + "".join(f"<p>{line}</p>" for line in told)


def _escaped(text: str) -> str:
    from grader.page import visible_text

    return html.escape(visible_text(text))
