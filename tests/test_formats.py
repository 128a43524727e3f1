"""Specify the formats by name: rendered for students whoever calls, the same score in all of them."""

from __future__ import annotations

import base64
import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from grader.errors import InternalFault, UsageError
from grader.formats import FORMATS, Settings, also, exported, platform_format, write_export
from grader.wholepoints import MILLIONTHS
from tests.platforms import (
    CLASSROOM,
    HOSTILE,
    POINTS,
    SECRET,
    autolab_scores,
    is_harmless_in_a_log,
    planned,
    report_of,
    reports,
    usual_report,
)

SETTINGS = Settings(CLASSROOM, datetime(2026, 11, 21, tzinfo=UTC), problems=tuple(POINTS), leaderboard=True)


def _runner_score(text):
    read = json.loads(text)
    return sum(test["score"] for test in read["tests"]) / MILLIONTHS if read["max_score"] else None


def _suites_score(text):
    found = [
        float(one.get("value")) for one in ET.fromstring(text).iter("property") if one.get("name") == "score"
    ]
    return sum(found) if found else None


def _part(score, most=100.0):
    return None if score is None else score * most


def _problems_score(text):
    scores = autolab_scores(text).values()
    return None if None in scores else sum(scores)


def _summary_score(text):
    found = re.match(r"## ([\d.]+) / 100 points", text)
    return float(found[1]) if found else None


READERS = {
    "gradescope": lambda text: json.loads(text).get("score"),
    "classroom50": lambda text: (
        json.loads(text)["score"] / MILLIONTHS if json.loads(text)["max-score"] else None
    ),
    "github": _runner_score,
    "github-output": lambda text: _runner_score(base64.b64decode(text.partition("=")[2])),
    "junit": _suites_score,
    "prairielearn": lambda text: _part(json.loads(text).get("score")),
    "autolab": _problems_score,
    "summary": _summary_score,
}
"""How each platform's reader finds the score; None where there is none. Annotations have no score."""


@settings(max_examples=80, deadline=None)
@given(reports())
def test_all_platforms_show_the_same_score(report):
    """That of the report to its last decimal, and none where it has none."""
    assert set(READERS) == set(FORMATS) - {"annotations"}
    for name, read in READERS.items():
        try:
            shown = read(exported(name, report, SETTINGS))
        except InternalFault:
            shown = None
        assert shown == (None if report.score is None else pytest.approx(report.score, abs=5e-7)), name


@settings(max_examples=80, deadline=None)
@given(reports(HOSTILE))
def test_no_format_holds_what_a_log_obeys(report):
    """Whatever was printed, in any place; annotations have commands of our own, and no others."""
    for name in FORMATS:
        try:
            text = exported(name, report, SETTINGS)
        except InternalFault:
            continue
        if name != "annotations":
            assert is_harmless_in_a_log(text), name


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_hidden_is_in_any_format(name):
    """The report is given whole, and rendered on the way."""
    text = exported(name, usual_report(), SETTINGS)

    assert SECRET not in text
    assert SECRET not in (
        base64.b64decode(text.partition("=")[2]).decode() if name == "github-output" else ""
    )


def test_only_classroom50_has_no_form_for_a_fault_of_ours():
    """All others say it in the file."""
    report = report_of((planned("layers/a"), None))

    without = []
    for name in FORMATS:
        try:
            assert "our fault" in exported(name, report, SETTINGS) or name in {"github-output", "junit"}
        except InternalFault:
            without.append(name)

    assert without == ["classroom50"]


def test_an_unknown_format_is_refused_with_those_there_are():
    """And with the one that is meant."""
    with pytest.raises(
        UsageError, match=r"no format 'gradscope'; did you mean 'gradescope'\? known: .*junit"
    ):
        platform_format("gradscope")


def test_also_names_a_format_and_a_file():
    """A file may have an equals sign in it."""
    assert also("junit=out/a=b.xml") == ("junit", Path("out/a=b.xml"))


@pytest.mark.parametrize("text", ["junit", "junit=", "=x", ""])
def test_an_incomplete_also_is_refused(text):
    """Naming what came."""
    with pytest.raises(UsageError, match=r"there is no format|FORMAT=FILE"):
        also(text)


def test_a_file_is_written_whole(tmp_path):
    """In a folder that need not be there."""
    path = tmp_path / "new" / "junit.xml"

    write_export("junit", usual_report(), path)

    assert path.read_text() == exported("junit", usual_report())
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    """A folder is in its place."""
    with pytest.raises(UsageError, match=f"{tmp_path}: the junit file cannot be written"):
        write_export("junit", usual_report(), tmp_path)


def test_a_link_is_written_through(tmp_path):
    """Such as /dev/stdout, which root could otherwise replace for everybody."""
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("before, and longer than what comes")
    link.symlink_to(target)

    write_export("annotations", usual_report(), link)

    assert link.is_symlink()
    assert target.read_text() == exported("annotations", usual_report())


@pytest.mark.parametrize(
    "name, variable", [("github-output", "GITHUB_OUTPUT"), ("summary", "GITHUB_STEP_SUMMARY")]
)
def test_a_file_of_githubs_step_keeps_what_is_in_it(tmp_path, name, variable):
    """Other outputs of the same step; any other file is replaced."""
    path, other = tmp_path / "step", tmp_path / "other"
    for file in (path, other):
        file.write_text("before=1\n")
    settings = Settings({variable: str(path)})

    write_export(name, usual_report(), path, settings)
    write_export(name, usual_report(), other, settings)

    content = exported(name, usual_report(), settings)
    assert path.read_text() == "before=1\n" + content
    assert other.read_text() == content


def test_a_pipe_is_written_to_as_it_is(tmp_path):
    """It is not replaced by a file."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    try:
        write_export("annotations", usual_report(), pipe)
        read = os.read(reader, 10_000)
    finally:
        os.close(reader)

    assert read.decode() == exported("annotations", usual_report())
    assert list(tmp_path.iterdir()) == [pipe]
