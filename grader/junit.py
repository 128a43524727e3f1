"""Write JUnit XML as GitLab and others read it. Knows no platform's settings."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from grader.failinglines import FailingLine
from grader.feedback import Feedback, headline, points_text, seconds, told
from grader.records import Verdict
from grader.safecsv import number_text
from grader.schema import Report, TaskPart
from grader.untrusted import shown_line, xml_text

_FAILURES = frozenset(Verdict) - {Verdict.PASSED, Verdict.SKIPPED, Verdict.INTERNAL}
_MOST = 8000


def junit_xml(report: Report, lines: Mapping[str, FailingLine] | None = None) -> str:
    """
    Return the XML for a rendered *report*: one suite for each task, one case for each check.

    What was found stands in the text of `failure`, since GitLab shows no attribute of it; there is no
    attribute `type`, by which its parser would read the text as a number or worse. `error` is the grader's
    own fault. Names are unique, since of two equal ones GitLab drops one in silence.

    Args:
        report: Rendered for students.
        lines: Where checks fail, by id; the file is shown beside the case.
    """
    checks = [check for task in report.tasks for check in task.checks]
    root = ET.Element("testsuites", {"name": shown_line(report.assignment.name)})
    feedback = {each.check.id: each for each in told(report)}
    for task in report.tasks:
        _suite(root, report, task, feedback, lines or {})
    if not checks:
        _lone_case(root, report)
    for key, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        root.set(key, str(len(root.findall(f".//{tag}"))))
    root.set("tests", str(len(root.findall(".//testcase"))))
    if (taken := seconds(report)) is not None:
        root.set("time", f"{taken:.3f}")
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=False).join(
        ('<?xml version="1.0" encoding="UTF-8"?>\n', "\n")
    )


def _suite(
    root: ET.Element,
    report: Report,
    task: TaskPart,
    feedback: Mapping[str, Feedback],
    lines: Mapping[str, FailingLine],
) -> None:
    counts = {
        "tests": len(task.checks),
        "failures": sum(check.verdict in _FAILURES for check in task.checks),
        "errors": sum(check.verdict is Verdict.INTERNAL for check in task.checks),
        "skipped": sum(check.verdict is Verdict.SKIPPED for check in task.checks),
    }
    name = shown_line(task.name)
    suite = ET.SubElement(
        root, "testsuite", {"name": name, **{key: str(count) for key, count in counts.items()}}
    )
    properties = ET.SubElement(suite, "properties")
    for key, value in (("score", task.score), ("max_score", task.max_score)):
        if value is not None and (report.score is not None or key == "max_score"):
            ET.SubElement(properties, "property", {"name": key, "value": number_text(value)})
    for check in task.checks:
        _case(suite, report, name, feedback[check.id], lines.get(check.id))


def _case(
    suite: ET.Element, report: Report, suite_name: str, each: Feedback, line: FailingLine | None
) -> None:
    check = each.check
    attributes = {"classname": suite_name, "name": shown_line(f"{check.title} ({check.id})")}
    if line is not None:
        attributes["file"] = shown_line(line.file)
    taken = seconds(report, check.id)
    attributes["time"] = f"{taken or 0.0:.3f}"
    case = ET.SubElement(suite, "testcase", attributes)
    text = "\n".join(part for part in (each.finding, each.advice) if part) or str(check.verdict)
    if check.verdict is not Verdict.PASSED:
        tag = {Verdict.SKIPPED: "skipped", Verdict.INTERNAL: "error"}.get(check.verdict, "failure")
        ET.SubElement(case, tag).text = xml_text(text, _MOST)
    printed = f"\n{each.printed}" if each.printed else ""
    points = f"points: {points_text(check.score, check.max_score)}"
    ET.SubElement(case, "system-out").text = xml_text(points + printed, _MOST)


def _lone_case(root: ET.Element, report: Report) -> None:
    """Enter why nothing was graded: a file without a case is shown as if nothing had run."""
    suite = ET.SubElement(root, "testsuite", {"name": "submission", "tests": "1"})
    name = "the submission can be read" if report.status == "rejected" else "the grader works"
    case = ET.SubElement(suite, "testcase", {"classname": "submission", "name": name, "time": "0.000"})
    tag = "failure" if report.status == "rejected" else "error"
    ET.SubElement(case, tag).text = xml_text(headline(report), _MOST)
