"""Specify the JUnit XML, as GitLab's parser reads it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from grader.failinglines import FailingLine
from grader.junit import junit_xml
from grader.records import Audience, Verdict
from grader.render import render
from tests.platforms import (
    HOSTILE,
    all_checks,
    gitlab_cases,
    is_harmless_in_a_log,
    outcome,
    planned,
    report_of,
    reports,
    unread_report,
    usual_report,
)


def xml_of(report, lines=None):
    """Return the XML for a whole *report*, rendered for students."""
    return junit_xml(render(report, Audience.STUDENT), lines)


@settings(max_examples=60)
@given(reports(HOSTILE))
def test_every_check_is_a_case_and_none_is_dropped(report):
    """Well-formed whatever was printed, with unique names, attaching no file."""
    xml = xml_of(report)

    cases = gitlab_cases(xml)
    assert len(cases) == max(len(all_checks(report)), 1)
    assert not any(attachment for _, _, attachment in cases.values())
    assert is_harmless_in_a_log(xml)


@settings(max_examples=60)
@given(reports(HOSTILE))
def test_the_counts_are_those_of_the_cases(report):
    """In the root and in each suite."""
    root = ET.fromstring(xml_of(report))

    for element in [root, *root.iter("testsuite")]:
        assert int(element.get("tests")) == len(list(element.iter("testcase")))
        for key, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            if key in element.attrib:
                assert int(element.get(key)) == len(list(element.iter(tag)))


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_has_its_status(verdict):
    """Only a fault of ours is an error; what a student can mend is a failure."""
    report = report_of((planned("layers/a"), outcome("layers/a", verdict, "m")))

    status, text, _ = gitlab_cases(xml_of(report))["layers", "Title of layers/a (layers/a)"]

    expected = {Verdict.PASSED: "success", Verdict.SKIPPED: "skipped", Verdict.INTERNAL: "error"}
    assert status == expected.get(verdict, "failure")
    assert bool(text) is (verdict is not Verdict.PASSED)


def test_a_failure_is_told_in_its_text():
    """GitLab shows no attribute of it, and takes an attribute `type` for the type of the text."""
    root = ET.fromstring(xml_of(usual_report()))

    failure = root.find(".//failure")
    assert failure.attrib == {}
    assert failure.text == "3 of 4 entries differ\nMind the axis."


def test_points_and_prints_are_in_system_out():
    """There are no scores in JUnit."""
    root = ET.fromstring(xml_of(usual_report()))

    printed = [case.findtext("system-out") for case in root.iter("testcase")]
    assert printed[1] == "points: 0 / 10\nhello"
    assert [one.attrib for one in root.find("testsuite").iter("property")] == [
        {"name": "score", "value": "5"},
        {"name": "max_score", "value": "30"},
    ]


def test_a_withheld_score_is_nowhere():
    """Where the grader failed at one check, the tasks' points are no score."""
    root = ET.fromstring(xml_of(report_of((planned("layers/a"), None))))

    assert {one.get("name") for one in root.iter("property")} == {"max_score"}


def test_a_case_names_the_file_at_fault():
    """The student's file; others are left out."""
    root = ET.fromstring(xml_of(usual_report(), {"layers/c": FailingLine("layers.py", 2)}))

    assert [case.get("file") for case in root.iter("testcase")][:4] == [None, None, "layers.py", None]


def test_seconds_are_those_of_the_checks():
    """0 where they are not known."""
    root = ET.fromstring(xml_of(usual_report()))

    assert root.get("time") == "1.250"
    assert root.find(".//testcase").get("time") == "0.500"


@pytest.mark.parametrize(
    "status, tag, why", [("rejected", "failure", "because"), ("internal", "error", "our fault")]
)
def test_a_submission_of_which_nothing_was_graded_is_one_case(status, tag, why):
    """A file without cases looks as if nothing had been asked."""
    cases = gitlab_cases(xml_of(unread_report(status, "because")))

    assert [(found, why in text) for found, text, _ in cases.values()] == [(tag, True)]
