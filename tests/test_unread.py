"""Specify the report on a submission of which nothing was graded."""

from __future__ import annotations

import pytest

from grader import config as configuration
from grader.handins import Handin
from grader.records import Audience
from grader.render import render
from grader.schema import Report, to_json
from grader.unread import unread
from tests.assignments import write_assignment

HANDIN = Handin("ada", (), "ada")


@pytest.fixture
def config(tmp_path):
    """The configuration of a tiny assignment of 10 points."""
    return configuration.load(write_assignment(tmp_path))


@pytest.mark.parametrize("status", ["rejected", "internal"])
def test_it_withholds_the_score_and_says_why(config, status):
    """No zero is invented; the reason is there for student and staff, whatever characters it has."""
    report = unread(config, "digest", HANDIN, status, "a.zip: no archive \udcff", "", "seed")

    shown = render(report, Audience.STUDENT)

    assert (report.status, report.score, report.max_score) == (status, None, 10.0)
    assert report.reason == "a.zip: no archive \\udcff"
    assert shown.reason == report.reason if status == "rejected" else "our fault" in shown.reason
    assert Report.model_validate_json(to_json(report)) == report


def test_the_same_contents_have_the_same_digest(config):
    """So that the gradebook takes a second run for what it is; without contents the name stands for them."""
    with_contents = unread(config, "digest", HANDIN, "rejected", "why", "ab12", "seed")
    without = [unread(config, "digest", HANDIN, "rejected", why, "", "seed") for why in ("a", "b")]

    assert with_contents.submission.digest == "ab12"
    assert without[0].submission.digest == without[1].submission.digest != ""
