"""The commands of those who grade a class."""

from __future__ import annotations

import gc
import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from grader.options import AssignmentOption, assignment_of

if TYPE_CHECKING:
    from grader.classrun import ClassRun
    from grader.results import BatchOutcome

class_app = typer.Typer()

_INTERRUPTED = 130


SubmissionsArgument = Annotated[
    Path, typer.Argument(help="A folder with everybody's submissions, or what a platform lets you download.")
]
OutputOption = Annotated[
    Path, typer.Option("-o", "--output", metavar="DIR", help="Where reports, grades and gradebook go.")
]
RosterOption = Annotated[
    Optional[Path],  # noqa: UP045  Typer reads it at run time
    typer.Option(metavar="CSV", help="A list of the class: who is absent, names, groups."),
]
WorkersOption = Annotated[
    Optional[int],  # noqa: UP045  Typer reads it at run time
    typer.Option("-j", "--workers", min=1, help="Submissions at once; default: one a processor."),
]
ClusterOption = Annotated[
    Optional[str],  # noqa: UP045  Typer reads it at run time
    typer.Option(metavar="ADDRESS", help="Grade on the Dask cluster of this scheduler: tcp://host:8786."),
]
TlsOption = Annotated[
    Optional[Path],  # noqa: UP045  Typer reads it at run time
    typer.Option(metavar="FILE", help="Dask's configuration with certificates, for tls:// addresses."),
]
DatabaseOption = Annotated[
    Optional[str],  # noqa: UP045  Typer reads it at run time
    typer.Option(
        metavar="URL",
        envvar="GRADER_DATABASE",
        help="The gradebook, if not DIR/gradebook.sqlite: postgresql://...",
    ),
]
DatasetOption = Annotated[
    Optional[str],  # noqa: UP045  Typer reads it at run time
    typer.Option(metavar="NAME", help="Train on this dataset: embedded or full."),
]
FreshOption = Annotated[bool, typer.Option("--fresh", help="Run everything again, whatever is known.")]


@class_app.command(epilog="Example: grader batch submissions -o graded --roster class.csv")
def batch(  # noqa: PLR0913, PLR0917  Typer makes an option of each argument
    context: typer.Context,
    submissions: SubmissionsArgument,
    output: OutputOption,
    assignment: AssignmentOption = None,
    roster: RosterOption = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    tls: TlsOption = None,
    database: DatabaseOption = None,
    dataset: DatasetOption = None,
    fresh: FreshOption = False,
    json_: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """
    Grade a class. The same command goes on where it was stopped, and runs nothing twice.

    Ends with 3 where the grader itself failed at a submission, whose score is withheld.
    """
    gc.disable()
    from grader.batchsummary import show_summary, summary_json
    from grader.batchview import make_follower
    from grader.classpages import write_pages
    from grader.classrun import ClassRequest, ClassRun
    from grader.terminal import make_console

    gc.freeze()  # what was loaded stays: not to be looked through while a class is graded
    gc.enable()
    found = assignment_of(context, assignment, Path())
    request = ClassRequest(
        found, submissions, output, roster, workers, cluster, tls, database, dataset, fresh
    )
    with make_follower(sys.stderr) as follower:
        run = ClassRun(request, follower, write_pages)
        with _stoppable(run):
            outcome = run.grade()
    if json_:
        typer.echo(json.dumps(summary_json(outcome, request.places), indent=2))
    else:
        show_summary(outcome, request.places, make_console(sys.stdout))
    raise typer.Exit(code=_code(outcome))


def _code(outcome: BatchOutcome) -> int:
    if outcome.left:
        return _INTERRUPTED
    return 3 if any(result.status == "internal" for result in outcome.results) else 0


@contextmanager
def _stoppable(run: ClassRun) -> Iterator[None]:
    """Stop *run* cleanly at the first Ctrl-C or SIGTERM in the block, and at once at the second."""

    def stop(*_: Any) -> None:
        run.stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
