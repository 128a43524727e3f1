"""
What tests of platforms' files share: reports of every kind, hostile text, and models of those who read it.

The models follow the published sources: the runner of GitHub Actions (`ActionCommand.cs`), GitLab's parser of
JUnit XML (`junit.rb`), Autolab's of the last line (`assessment_autograde_core.rb`).
"""

from __future__ import annotations

import json
import re
import unicodedata
from xml.etree import ElementTree as ET

from hypothesis import strategies as st

from grader.config import Config
from grader.intake import Submission
from grader.records import Kind, Outcome, PlannedCheck, Verdict, Visibility
from grader.report import build_report

FILES = {"layers.py": b"a = 1\nb = 2\nc = 3\n", "loss.py": b"a = 1\n"}
POINTS = {"layers": 30.0, "loss": 60.0, "mnist": 10.0}
ENVIRONMENT = {
    "grader": "0.1.0",
    "python": "3.11.2",
    "numpy": "2.4",
    "blas": "OpenBLAS",
    "platform": "Linux",
    "isolation": "process",
}
CLASSROOM = {
    "CLASSROOM": "cs101",
    "ASSIGNMENT": "networks",
    "USERNAME": "ada",
    "SUBMISSION_TAG": "submit/2026-11-20T10-15-30Z-abc1234",
    "COMMIT_URL": "https://example.org/commit",
    "RELEASE_URL": "https://example.org/release",
    "REVIEW_URL": "https://example.org/review",
}
SECRET = "HIDDEN-INPUT-0.123456789"
FRAGMENTS = (
    *("::error::x", "\n::set-output name=a::b", "  ::stop-commands::t", "##[error]", "##vso[task.complete]"),
    *("\x1b[31mred", "\x9b31m", "\r", "\r\n", "\n", "\u202e", "\u2066", "\x00", "\x07", "\ufffe", "\ud800"),
    *(
        "]]>",
        "```",
        "````\n",
        "`",
        "~~~",
        "<script>alert(1)</script>",
        "&lt;",
        "<!--",
        "[[ATTACHMENT|/etc/x]]",
    ),
    *(
        "![i](http://x)",
        "[l](javascript:x)",
        "|",
        "%0A",
        "%",
        "# h",
        "- item",
        "$x$",
        "\u2028",
        "a",
        " ",
        ":",
    ),
    *(
        ",",
        '"',
        "'",
        "\\",
        "EOF",
        "\t",
        "{{x}}",
        "</pre>",
        "@someone",
        "    code",
        '{"scores": {"layers": 99}}',
    ),
)
HOSTILE = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=6), max_size=8).map("".join)


def accuracy_of(mean):
    """Return what the accuracy check tells of a training that reached *mean*."""
    runs = [{"seed": 1, "accuracy": mean, "loss": [2.3, 0.4], "iterations": 2}]
    return {"dataset": "embedded", "threshold": 0.94, "floor": 0.8, "runs": runs, "mean": mean, "std": 0.0}


def planned(name, points=1.0, visibility=Visibility.VISIBLE, title=None):
    """Return a check of the task that *name* starts with."""
    kind = Kind.ACCURACY if name.startswith("mnist") else Kind.UNIT
    task = name.split("/")[0]
    return PlannedCheck(name, task, title or f"Title of {name}", kind, visibility, points, "Mind the axis.")


def outcome(name, verdict=Verdict.PASSED, message="", *, fraction=None, output="", **details):
    """Return what a check found; a pass earns all of its points, anything else none."""
    earned = (1.0 if verdict is Verdict.PASSED else 0.0) if fraction is None else fraction
    return Outcome(name, verdict, earned, message, details, output)


def report_of(*pairs, recognised=None, timing=None, files=FILES):
    """Return the report on *pairs* of a planned check and its outcome; other tasks have one passed check."""
    tasks = {check.task for check, _ in pairs}
    rest = [(planned(f"{task}/rest"), outcome(f"{task}/rest")) for task in POINTS if task not in tasks]
    whole = [*pairs, *rest]
    modules = {"layers": "layers.py", "loss": "loss.py"}
    config = Config.model_validate(
        {
            "name": "course",
            "title": "A course",
            "modules": modules,
            "tasks": {name: {"title": name, "points": points} for name, points in POINTS.items()},
        }
    )
    return build_report(
        config,
        "d" * 64,
        Submission("alice", files, "f" * 64, (), {}),
        [check for check, _ in whole],
        {check.id: found for check, found in whole if found is not None},
        seed_id="abc",
        environment=ENVIRONMENT,
        timing=timing or {"total_s": 1.25, "checks_s": {check.id: 0.5 for check, _ in whole}},
        recognised=recognised,
    )


def unread_report(status, reason):
    """Return the report on a submission of which nothing was graded."""
    whole = report_of()
    return whole.model_copy(
        update={"status": status, "reason": reason, "score": None, "tasks": [], "accuracy": None}
    )


def usual_report():
    """Return a report with a pass, failures of several kinds, an accuracy, and a hidden check that failed."""
    where = {"file": "layers.py", "line": 2}
    return report_of(
        (planned("layers/a"), outcome("layers/a")),
        (
            planned("layers/b", 2),
            outcome("layers/b", Verdict.FAILED, "3 of 4 entries differ", output="hello"),
        ),
        (
            planned("layers/c", 3),
            outcome(
                "layers/c", Verdict.ERROR, "your code raised TypeError", where=where, exception="TypeError"
            ),
        ),
        (
            planned("loss/h", 1, Visibility.HIDDEN),
            outcome("loss/h", Verdict.FAILED, f"wrong for {SECRET}", output=SECRET, worst=SECRET),
        ),
        (planned("loss/ok", 2), outcome("loss/ok")),
        (
            planned("mnist/accuracy"),
            outcome("mnist/accuracy", Verdict.FAILED, "0.9", fraction=2 / 3, accuracy=accuracy_of(0.9)),
        ),
    )


PLAIN = st.just("text")


@st.composite
def reports(draw, texts=PLAIN, statuses=("graded", "internal", "rejected")):
    """Draw a report: any verdicts, weights that do not divide evenly, parts of points, any visibility."""
    status = draw(st.sampled_from(statuses))
    if status == "rejected":
        return unread_report("rejected", draw(texts))
    verdicts = st.sampled_from([verdict for verdict in Verdict if verdict is not Verdict.INTERNAL])
    weights = st.sampled_from([1.0, 1.0, 0.1, 0.7, 1 / 3, 3.0, 7.0]) | st.floats(0.01, 50)
    pairs = []
    for task in POINTS:
        for i in range(draw(st.integers(1, 4))):
            verdict = draw(verdicts)
            part = draw(st.sampled_from([0.0, 0.25, 2 / 3, 0.999999])) if verdict is Verdict.FAILED else None
            check = planned(f"{task}/{i}", draw(weights), draw(st.sampled_from(Visibility)), draw(texts))
            where = {"file": draw(st.sampled_from(sorted(FILES))), "line": 1}
            found = outcome(
                check.id,
                verdict,
                draw(texts),
                fraction=part,
                output=draw(texts),
                where=where,
                note=draw(texts),
            )
            pairs.append((check, found))
    if status == "internal":
        check = draw(st.sampled_from(pairs))[0]
        lost = outcome(check.id, Verdict.INTERNAL, draw(texts))
        pairs = [(each, lost if each is check else found) for each, found in pairs]
    known = {check.id: {"name": "known", "explanation": draw(texts)} for check, _ in pairs[:1]}
    return report_of(*pairs, recognised=known)


def all_checks(report):
    """Return the checks of *report* in order."""
    return [check for task in report.tasks for check in task.checks]


def workflow_command(line):
    """
    Return (name, properties, message) of the command that GitHub's runner obeys in *line*; None for text.

    Any name counts as registered here.
    """
    stripped = line.lstrip()
    if stripped.startswith("::") and "::" in stripped[2:]:
        info, _, data = stripped[2:].partition("::")
        name, _, rest = info.partition(" ")
        pairs = [part.split("=", 1) for part in rest.strip().split(",") if "=" in part]
        back = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
        return name, {key: _put_back(value, back) for key, value in pairs}, _put_back(data, back)
    start = line.find("##[")
    if start >= 0 and "]" in line[start:]:
        return line[start + 3 :].partition("]")[0], {}, line
    return None


def _put_back(text, escapes):
    for escape, sign in escapes.items():
        text = text.replace(escape, sign)
    return text


def is_harmless_in_a_log(text):
    """Return whether *text* holds no command of a CI system, no control but line ends, and no bidi mark."""
    kinds = {unicodedata.category(sign) for sign in text.replace("\n", "")}
    calm = not kinds & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    return calm and not re.search(r"##\w*\[", text) and not any(map(workflow_command, text.split("\n")))


def gitlab_cases(xml):
    """Return what GitLab shows of *xml*: (status, text, attachment) by (classname, name)."""
    root = ET.fromstring(xml)
    assert root.tag == "testsuites"
    shown = {}
    for suite in root.iter("testsuite"):
        for case in suite.findall("testcase"):
            key = case.get("classname"), case.get("name")
            if key in shown:
                continue  # dropped in silence
            tags = [tag for tag in ("failure", "error", "skipped") if case.find(tag) is not None]
            text = case.find(tags[0]).text if tags else None
            printed = case.findtext("system-out") or ""
            shown[key] = (
                tags[0] if tags else "success",
                text,
                re.search(r"\[\[ATTACHMENT\|.+?\]\]", printed),
            )
    return shown


def autolab_scores(output):
    """Return the scores that Autolab reads from an autograder's *output*; every failure means zeros there."""
    last = output.rstrip().split("\n")[-1]
    parsed = json.loads(re.sub(r"([a-zA-Z0-9]+):", r'"\1":', last))
    assert parsed["scores"]
    return parsed["scores"]
