"""Name the formats of platforms, render a report for students and write it in each. Knows no grading."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import cast, get_args

from grader import wholefile
from grader.annotations import line_annotations
from grader.autolab import autolab_output
from grader.classroom50 import classroom50_result
from grader.errors import UsageError
from grader.failinglines import FailingLine, failing_lines
from grader.githubclassroom import github_classroom_result, step_output
from grader.gradescoperesults import TextFormat, gradescope_results
from grader.junit import junit_xml
from grader.prairielearn import prairielearn_results
from grader.records import Audience, Visibility
from grader.render import render
from grader.schema import Report
from grader.stepsummary import step_summary
from grader.wholepoints import MILLIONTHS
from grader.yamlfile import suggest


@dataclass(frozen=True)
class Settings:
    """
    What a platform's file depends on besides the report.

    Args:
        environment: Variables that a platform sets (classroom50; where GitHub's step has its files).
        now: When the grading ended (classroom50); the present by default.
        scale: Units in a point where scores are whole numbers (classroom50, github).
        problems: Names of all tasks (autolab), for reports in which nothing was graded.
        leaderboard: Enter the accuracy where the class can see it (gradescope, autolab).
        text_format: Of the texts of tests (gradescope).
        hide: Withhold hidden checks from students altogether (gradescope).
        folder: The submission's folder in its repository (annotations).
    """

    environment: Mapping[str, str] = field(default_factory=dict)
    now: datetime | None = None
    scale: int = MILLIONTHS
    problems: tuple[str, ...] = ()
    leaderboard: bool = False
    text_format: TextFormat = "md"
    hide: bool = False
    folder: str = ""


@dataclass(frozen=True)
class Rendering:
    """A report as students may read it now and later, and where its checks fail."""

    now: Report
    later: Report
    lines: Mapping[str, FailingLine]


@dataclass(frozen=True)
class PlatformFormat:
    """
    One format.

    Args:
        file: The name that the platform looks for, or a usual one.
        about: What it is for, in a few words.
        write: Makes the content.
        variable: Names the file of GitHub's step that others write to as well; there it is appended.
    """

    file: str
    about: str
    write: Callable[[Rendering, Settings], str]
    variable: str = ""


FORMATS: Mapping[str, PlatformFormat] = {
    "gradescope": PlatformFormat(
        "results.json",
        "Gradescope",
        lambda shown, s: gradescope_results(
            shown.now, later=shown.later, text_format=s.text_format, leaderboard=s.leaderboard, hide=s.hide
        ),
    ),
    "classroom50": PlatformFormat(
        "result.json",
        "Classroom 50",
        lambda shown, s: classroom50_result(shown.now, s.environment, now=s.now, scale=s.scale),
    ),
    "github": PlatformFormat(
        "result.json",
        "a runner of GitHub Classroom",
        lambda shown, s: github_classroom_result(shown.now, scale=s.scale),
    ),
    "github-output": PlatformFormat(
        "github-output.txt",
        "the same as a step's output, for the file that GITHUB_OUTPUT names",
        lambda shown, s: step_output(github_classroom_result(shown.now, scale=s.scale)),
        "GITHUB_OUTPUT",
    ),
    "summary": PlatformFormat(
        "summary.md",
        "the summary of a step on GitHub",
        lambda shown, _: step_summary(shown.now),
        "GITHUB_STEP_SUMMARY",
    ),
    "annotations": PlatformFormat(
        "annotations.txt",
        "marks at failing lines on GitHub, to be printed",
        lambda shown, s: line_annotations(shown.now, shown.lines, folder=s.folder),
    ),
    "junit": PlatformFormat(
        "junit.xml", "JUnit XML: GitLab and others", lambda shown, _: junit_xml(shown.now, shown.lines)
    ),
    "prairielearn": PlatformFormat(
        "results.json", "PrairieLearn", lambda shown, _: prairielearn_results(shown.now)
    ),
    "autolab": PlatformFormat(
        "autolab.txt",
        "Autolab, to be printed last",
        lambda shown, s: autolab_output(shown.now, problems=s.problems, scoreboard=s.leaderboard),
    ),
}
"""The formats by the names that `--format` and `--also` take."""


def platform_format(name: str) -> PlatformFormat:
    """
    Return the format *name*.

    Raises:
        UsageError: There is none of that name.
    """
    if name not in FORMATS:
        raise UsageError(f"there is no format {name!r}{suggest(name, FORMATS)}")
    return FORMATS[name]


def text_form(name: str) -> TextFormat:
    """
    Return the form of texts that is called *name*.

    Raises:
        UsageError: There is none of that name.
    """
    for form in get_args(TextFormat):
        if form == name:
            return cast("TextFormat", form)
    raise UsageError(f"--text-format must be one of {', '.join(get_args(TextFormat))}, got {name!r}")


def also(text: str) -> tuple[str, Path]:
    """
    Return the format's name and the file in *text*, ``gradescope=results.json``.

    Raises:
        UsageError: The format is unknown, or there is no file.
    """
    name, sign, file = text.partition("=")
    if not sign or not file:
        raise UsageError(f"--also must be FORMAT=FILE, got {text!r}")
    platform_format(name)
    return name, Path(file)


def exported(name: str, report: Report, settings: Settings | None = None) -> str:
    """
    Return *report* in the format *name*.

    Students can read what a platform gets, so that it is rendered for them here, whoever calls.

    Args:
        name: Of `FORMATS`.
        report: The whole report, as graded.
        settings: What the format depends on besides.

    Raises:
        UsageError: The format is unknown, or a setting is missing.
        InternalFault: The format has no form for a report without a score; the platform's own path for errors
            is to end with another code than 0.
    """
    found = platform_format(name)
    later = frozenset({Visibility.VISIBLE, Visibility.AFTER_DUE_DATE, Visibility.AFTER_PUBLISHED})
    rendering = Rendering(
        render(report, Audience.STUDENT), render(report, Audience.STUDENT, later), failing_lines(report)
    )
    return found.write(rendering, settings or Settings())


def write_export(name: str, report: Report, path: Path, settings: Settings | None = None) -> None:
    """
    Write *report* in the format *name* to *path*, as a whole or not at all.

    A pipe, a device and what a link leads to are written to as they are; to a file of GitHub's step it is
    appended, since what the step has written before counts too.

    Raises:
        UsageError: It cannot be written; the text names the file. Or as `exported`.
        InternalFault: As `exported`.
    """
    content = exported(name, report, settings).encode()
    variable = platform_format(name).variable
    shared = (settings or Settings()).environment.get(variable)
    try:
        if shared and path.absolute() == Path(shared).absolute():
            with path.open("ab") as stream:
                stream.write(content)
        else:
            wholefile.put(path, content)
    except OSError as error:
        raise UsageError(f"{path}: the {name} file cannot be written: {error.strerror}") from error
