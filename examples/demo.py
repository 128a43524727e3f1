"""
Grade all examples, two at a time, and compare each score with the one that examples.yaml predicts.

Run by `make demo`. Writes reports and pages to demo-reports/ in the project's folder, nothing else. Ends
with 1 if a score is not as expected.
"""

from __future__ import annotations

import math
import sys
import textwrap
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from grader import config as configuration
from grader.errors import GraderError
from grader.grading import Request, grade
from grader.records import CheckFinished, Event, TrainingProgress
from grader.report import write_report
from grader.schema import Report
from grader.terminal import make_console

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress
    from rich.text import Text

EXAMPLES = Path(__file__).resolve().parent
PROJECT = EXAMPLES.parent
REPORTS = PROJECT / "demo-reports"
SECRET = b"the secret of the demo is none, so that everyone sees the same scores"
AT_A_TIME = 2
_WHAT_COLUMN = 44


def place_of(name: str) -> Path:
    """Return where the example of this *name* is: a folder, or an archive of one."""
    folder = EXAMPLES / name
    return folder if folder.is_dir() else folder.with_name(f"{name}.zip")


@dataclass(frozen=True)
class Example:
    """An example as examples.yaml describes it."""

    name: str
    line: str
    score: float

    @property
    def place(self) -> Path:
        """Return the folder of its files, or the archive."""
        return place_of(self.name)

    @property
    def expected(self) -> str:
        """Return the predicted score as it is shown."""
        return two_decimals(self.score)


@dataclass(frozen=True)
class Grading:
    """A graded example; *report* is None where the grader gave up, *fault* then says why."""

    example: Example
    report: Report | None
    fault: str = ""

    @property
    def score(self) -> str:
        """Return the score as it is shown, a dash where there is none."""
        return "-" if self.report is None or self.report.score is None else two_decimals(self.report.score)

    @property
    def as_expected(self) -> bool:
        """Return whether the score is the predicted one."""
        return self.score == self.example.expected


def two_decimals(points: float) -> str:
    """Return *points* cut after two decimals, as `grader grade` shows them: 99.999 is no 100."""
    return f"{math.floor(points * 100 + 1e-4) / 100:.2f}"


def read_examples(path: Path = EXAMPLES / "examples.yaml") -> list[Example]:
    """Return the examples in the order of the file."""
    entries: Mapping[str, Mapping[str, object]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [
        Example(name, str(fields["line"]), float(str(fields["score"]))) for name, fields in entries.items()
    ]


def grade_example(example: Example, follow: Callable[[Event, int], None]) -> Grading:
    """Grade *example* by all checks on the embedded MNIST, and write the report for staff."""
    try:
        report = grade(Request(PROJECT, example.place, dataset="embedded", secret=SECRET), follow)
        write_report(report, REPORTS / "reports" / f"{example.name}.json")
    except GraderError as error:
        return Grading(example, None, str(error))
    return Grading(example, report)


def main() -> int:
    """Grade, show and compare; return the exit code."""
    console, started_s = make_console(sys.stdout), time.monotonic()
    examples = read_examples()
    console.print(
        f"Grading {len(examples)} submissions, {AT_A_TIME} at a time: each by all checks,\n"
        "and its network trained on 20,000 real MNIST images.\n\n"
        f"{'score':>34} {'expect':>6}   what it is",
        highlight=False,
    )
    gradings = grade_all(examples, console)
    console.print()
    show_table(gradings, console)
    console.print()
    for note in make_pages(gradings):
        console.print(note, highlight=False, soft_wrap=True)
    show_end(gradings, time.monotonic() - started_s, console)
    return 0 if all(grading.as_expected for grading in gradings) else 1


def make_pages(gradings: list[Grading]) -> list[str]:
    """Write what `grader batch` writes beside reports: gradebook, feedback pages and the page of the class."""
    from grader.classintake import ClassIntake
    from grader.classpages import write_pages
    from grader.classrun import GRADEBOOK, Ended
    from grader.gradebook import Gradebook
    from grader.handins import Handin

    config = configuration.load(PROJECT)
    handins = tuple(Handin(grading.example.name, (), grading.example.name) for grading in gradings)
    with Gradebook(REPORTS / GRADEBOOK) as gradebook:
        for handin, grading in zip(handins, gradings, strict=True):
            if grading.report is not None:
                gradebook.record(handin, grading.report)
        intake = ClassIntake(handins, (), (), ())
        ended = Ended(PROJECT, REPORTS, config, "demo", intake, (), gradebook, lambda: False, lambda line: None)
        return write_pages(ended)


def grade_all(examples: list[Example], console: Console) -> list[Grading]:
    """Grade *examples* in threads (each grading runs in processes of its own); show each as it ends."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = TextColumn("{task.description}"), BarColumn(bar_width=24), MofNCompleteColumn()
    done: list[Grading] = []
    with (
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress,
        ThreadPoolExecutor(AT_A_TIME) as pool,
    ):
        whole = progress.add_task("all submissions", total=len(examples))
        futures = [pool.submit(_grade_in_view, example, progress) for example in examples]
        try:
            for future in as_completed(futures):
                done.append(future.result())
                progress.advance(whole)
                show_line(done[-1], len(done), len(examples), console)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return sorted(done, key=lambda grading: examples.index(grading.example))


def _grade_in_view(example: Example, progress: Progress) -> Grading:
    """Grade *example* with a bar of its own under the finished lines."""
    bar = progress.add_task(example.name, total=None)

    def follow(event: Event, total: int) -> None:
        if isinstance(event, TrainingProgress):
            text = f"{example.name}: training, run {event.run} of {event.runs}, loss {event.loss:.3g}"
            progress.update(bar, description=text)
        elif isinstance(event, CheckFinished):
            progress.update(bar, advance=1, total=total, description=example.name)

    try:
        return grade_example(example, follow)
    finally:
        progress.remove_task(bar)


def show_line(grading: Grading, number: int, total: int, console: Console) -> None:
    """Print a finished example: its name, its score and the predicted one, and what it is."""
    from rich.text import Text

    example = grading.example
    line = Text.assemble(
        (f"{number:2}/{total} ", "dim"),
        (f"{example.name:22}", "bold"),
        (f"{grading.score:>6} ", _colour(grading)),
        (f"{example.expected:>6}", "dim" if grading.as_expected else "bold red"),
        "   " if grading.as_expected else " ! ",
    )
    room = console.width - len(line) if console.is_terminal else 1000
    for part in textwrap.wrap(grading.fault or example.line, max(room, 20)):
        console.print(line.append(part), soft_wrap=True)
        line = Text(" " * _WHAT_COLUMN)


def show_table(gradings: list[Grading], console: Console) -> None:
    """Print the points of all examples, task by task; fits into 80 columns."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    tasks = configuration.load(PROJECT).tasks
    most = {name: task.points for name, task in tasks.items()}
    table = Table(box=box.SIMPLE_HEAD, padding=0, show_edge=False)
    for name, points in {"submission": None, **most, "score": sum(most.values())}.items():
        heading = name if points is None else f"{name}\n{points:g}"
        table.add_column(heading, justify="left" if points is None else "right", no_wrap=True)
    for grading in gradings:
        report = grading.report
        points = {task.name: task.score for task in report.tasks} if report else {}
        cells = [_cell(points.get(name), most[name]) for name in most]
        mark = "" if grading.as_expected else "!"
        table.add_row(grading.example.name, *cells, Text(grading.score + mark, _colour(grading)))
    console.print(table)


def _cell(points: float | None, most: float) -> Text:
    from rich.text import Text

    if points is None:
        return Text("-")
    return Text(f"{points:g}", "green") if points == most else Text(two_decimals(points), "red")


def _colour(grading: Grading) -> str:
    if not grading.as_expected:
        return "bold red"
    return "green" if grading.report and grading.report.score == grading.report.max_score else "yellow"


def show_end(gradings: list[Grading], seconds: float, console: Console) -> None:
    """Print what came out, where the reports are and what to try next."""
    wrong = [grading.example.name for grading in gradings if not grading.as_expected]
    result = f"NOT as expected: {', '.join(wrong)}" if wrong else "all scores as expected"
    console.print(
        f"{len(gradings)} submissions graded in {seconds:.0f} s: {result}.",
        style="bold red" if wrong else "bold green",
        highlight=False,
    )
    console.print(
        f"""
Open {REPORTS.relative_to(PROJECT)}/index.html in a browser: the class, and a page for each submission.
The reports are in {REPORTS.relative_to(PROJECT)}/reports/, one JSON file each. Next, try:

  .venv/bin/grader grade examples/transposed-gradient             what staff read
  .venv/bin/grader grade examples/in-place-update --audience student
                                                                  the same for the student
  .venv/bin/grader check examples/syntax-error                    what a student runs, all day long
  .venv/bin/grader grade examples/endless-loop --json             the report as JSON
  .venv/bin/grader --help                                         all commands""",
        highlight=False,
        soft_wrap=True,
    )


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
