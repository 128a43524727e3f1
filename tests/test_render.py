"""Specify what each audience reads of a report."""

from __future__ import annotations

import json
from itertools import product

import jsonschema
import pytest

from grader.records import Audience, Kind, Verdict, Visibility
from grader.render import hidden_message, render
from grader.report import json_schema, to_json
from grader.schema import (
    AccuracyPart,
    AssignmentPart,
    CheckPart,
    EnvironmentPart,
    Misconception,
    MistakePart,
    Report,
    RunPart,
    SubmissionPart,
    TaskPart,
)

CANARY = "CANARY"
FILES = frozenset({"layers.py"})


def check(number=0, verdict=Verdict.FAILED, visibility=Visibility.HIDDEN, **changed):
    """Return a check with a canary in every text that a student must not see."""
    texts = {
        "call": f"{CANARY} {number}",
        "exception": CANARY,
        "limit": f"2 {CANARY}",
        "signal": CANARY,
        "missing": CANARY,
        "near_miss": CANARY,
        "not_implemented": CANARY,
        "where": {"file": f"{CANARY}.py", "line": 3, "function": CANARY},
        "expected": [CANARY, {CANARY: CANARY}],
        "comparison": {
            "name": CANARY,
            "shape": [1, 2],
            "expected": [[0.6180339, CANARY]],
            "got": [[1.0, 2.0]],
        },
        "gradient": {"name": CANARY, "shape": [1], "index": [[0]], "numeric": [0.6180339], "yours": [CANARY]},
    }
    values = {
        "id": f"layers/check_{number}",
        "title": "A title",
        "kind": Kind.UNIT,
        "visibility": visibility,
        "verdict": verdict,
        "score": 0.0,
        "max_score": 1.0,
        "message": f"expected {CANARY}",
        "hint": "A hint.",
        "details": texts,
        "output": CANARY,
    }
    return CheckPart.model_validate(values | changed)


def report(*checks, **changed):
    """Return a report on *checks*, all of one task."""
    values = {
        "assignment": AssignmentPart(name="course", digest="d" * 64),
        "submission": SubmissionPart(id="alice", digest="f" * 64, files=["layers.py"]),
        "status": "graded",
        "score": 0.0,
        "max_score": 10.0,
        "tasks": [TaskPart(name="layers", score=0.0, max_score=10.0, checks=list(checks))],
        "accuracy": None,
        "seed_id": "abcdef",
        "timing": {"wall_s": 1.5, "note": CANARY, "at": "2026-01-02T03:04:05+00:00"},
        "environment": EnvironmentPart(
            grader="0.1.0",
            python="3.11.2",
            numpy="2.4",
            blas=f"/home/{CANARY}/lib/openblas.so",
            platform=f"C:\\Users\\{CANARY}",
            isolation={"level": "process", "why": f"no /usr/{CANARY}/bwrap", "list": ["a", f"~{CANARY}"]},
        ),
    }
    return Report.model_validate(values | changed)


def only_check(rendered):
    """Return the one check of a rendering."""
    return rendered.tasks[0].checks[0]


def test_staff_read_everything():
    """The report itself is the staff's rendering."""
    whole = report(check())

    assert render(whole, Audience.STAFF) == whole


@pytest.mark.parametrize("verdict", list(Verdict))
@pytest.mark.parametrize(
    "visibility", [Visibility.HIDDEN, Visibility.AFTER_DUE_DATE, Visibility.AFTER_PUBLISHED]
)
def test_nothing_secret_of_a_hidden_check_reaches_a_student(verdict, visibility):
    """Of a report with canaries in every text of its hidden checks none is left, whatever the verdict."""
    rendered = to_json(render(report(check(1, verdict, visibility)), Audience.STUDENT))

    assert CANARY not in rendered
    assert not any(text in rendered for text in ("0.6180339", "comparison", "gradient"))
    assert all(text in rendered for text in ("layers/check_1", "A title", "A hint.", "abcdef"))


def test_a_hidden_check_keeps_its_points_and_misconception():
    """Title, verdict, points, hint and a recognised misconception are a student's."""
    known = Misconception(name="transposed", explanation="The gradient is transposed.")

    seen = only_check(render(report(check(misconception=known, score=0.5)), Audience.STUDENT))

    assert (seen.score, seen.max_score, seen.verdict, seen.misconception) == (0.5, 1.0, "failed", known)
    assert (seen.details, seen.output) == ({}, "")


def test_a_visible_check_is_shown_in_full():
    """Message, details and prints of a visible check are a student's."""
    visible = check(visibility=Visibility.VISIBLE)

    assert only_check(render(report(visible), Audience.STUDENT)) == visible


def test_after_the_due_date_more_is_shown():
    """What is revealed is the caller's word; the rest stays hidden."""
    checks = [check(0, visibility=Visibility.AFTER_DUE_DATE), check(1, visibility=Visibility.HIDDEN)]
    revealed = frozenset({Visibility.VISIBLE, Visibility.AFTER_DUE_DATE})

    seen = render(report(*checks), Audience.STUDENT, revealed).tasks[0].checks

    assert seen[0] == checks[0]
    assert CANARY not in seen[1].model_dump_json()


def test_an_internal_fault_is_told_as_ours_also_where_the_check_is_visible():
    """Its message may quote the grader's files, so it stays with the staff."""
    fault = check(verdict=Verdict.INTERNAL, visibility=Visibility.VISIBLE, score=None)

    seen = only_check(render(report(fault), Audience.STUDENT))

    assert seen.message == "the grader could not run this check; that is our fault and costs you nothing"
    assert CANARY not in seen.model_dump_json()


def test_environment_and_timing_name_no_paths():
    """Versions and seconds are shown, paths of the grading machine and free text are not."""
    seen = render(report(check()), Audience.STUDENT)

    assert (seen.environment.python, seen.environment.blas) == ("3.11.2", "(withheld)")
    assert seen.environment.isolation == {
        "level": "process",
        "why": "(withheld)",
        "list": ["a", "(withheld)"],
    }
    assert seen.timing == {"wall_s": 1.5, "note": None, "at": "2026-01-02T03:04:05+00:00"}


def test_losses_are_rounded():
    """Four digits make a curve; the others could carry test images out."""
    run = RunPart(seed=1, accuracy=0.95, loss=[2.302585092994046, None, 1e-9 / 3], iterations=3)
    accuracy = AccuracyPart(dataset="embedded", threshold=0.94, floor=0.8, runs=[run], mean=0.95, std=0.0)

    seen = render(report(check(), accuracy=accuracy), Audience.STUDENT).accuracy

    assert seen is not None
    assert seen.runs[0].loss == [2.303, None, 3.333e-10]
    assert (seen.mean, seen.threshold, seen.runs[0].accuracy) == (0.95, 0.94, 0.95)


def test_confusion_and_mistakes_are_a_students_too():
    """The counts, and twelve mistakes with two digits of the confidence: more could carry images out."""
    wrong = [MistakePart(index=i, label=1, predicted=7, confidence=0.98765) for i in range(20)]
    accuracy = AccuracyPart(
        dataset="embedded",
        threshold=0.94,
        floor=0.8,
        runs=[],
        mean=0.95,
        std=0.0,
        confusion=[[5, 1], [0, 6]],
        mistakes=[*wrong[:1], wrong[1].model_copy(update={"confidence": None}), *wrong[2:]],
    )

    seen = render(report(check(), accuracy=accuracy), Audience.STUDENT).accuracy

    assert seen is not None
    assert seen.confusion == [[5, 1], [0, 6]]
    assert [one.confidence for one in seen.mistakes] == [0.99, None, *[0.99] * 10]
    assert seen.mistakes[0] == MistakePart(index=0, label=1, predicted=7, confidence=0.99)


def test_a_training_without_confusion_is_rendered_without():
    """Reports of before have none, nor have answers that are no own work."""
    accuracy = AccuracyPart(dataset="embedded", threshold=0.94, floor=0.8, runs=[], mean=0.9, std=0.0)

    seen = render(report(check(), accuracy=accuracy), Audience.STUDENT).accuracy

    assert (seen.confusion, seen.mistakes) == (None, None)


@pytest.mark.parametrize("verdict, visibility", list(product(Verdict, Visibility)))
def test_every_rendering_fits_the_schema(verdict, visibility):
    """Students' reports are read by the same programs as the staff's."""
    rendered = render(report(check(0, verdict, visibility)), Audience.STUDENT)

    jsonschema.validate(json.loads(to_json(rendered)), json_schema())


@pytest.mark.parametrize(
    "verdict, details",
    [
        ("error", {"exception": "SyntaxError", "where": {"file": "layers.py", "line": 3}}),
        ("timeout", {"call": "layers.TanH.backward", "limit": "2 s of CPU time"}),
    ],
)
def test_one_end_is_told_in_the_same_words_for_visible_and_hidden_checks(verdict, details):
    """A syntax error that stopped both is one finding: the hidden check says what the visible one may say."""
    visible = check(0, verdict, Visibility.VISIBLE, details=details, message="all about it")
    hidden = check(1, verdict, details=details | {"expected": CANARY})

    seen = render(report(visible, hidden), Audience.STUDENT).tasks[0].checks

    assert [part.message for part in seen] == ["all about it"] * 2


def test_a_visible_difference_says_nothing_about_a_hidden_one():
    """Two differences are two findings."""
    visible = check(0, visibility=Visibility.VISIBLE, message="expected 1, got 2")

    seen = render(report(visible, check(1)), Audience.STUDENT).tasks[0].checks

    assert seen[1].message == "a hidden check found a difference; see the hint"


IN_BACKWARD = {"call": "layers.TanH.backward"}
PLACE = {"where": {"file": "layers.py", "line": 41, "function": "f"}}


@pytest.mark.parametrize(
    "verdict, details, message",
    [
        ("passed", {}, ""),
        ("failed", {}, "a hidden check found a difference; see the hint"),
        ("failed", IN_BACKWARD, "a hidden check found a difference; see the hint"),
        ("failed", IN_BACKWARD | {"not_implemented": True}, "not implemented yet: layers.TanH.backward"),
        ("failed", {"not_implemented": True}, "not implemented yet"),
        ("failed", {"missing": "loss.py"}, "loss.py was not submitted"),
        (
            "failed",
            {"missing": "loss.py", "near_miss": "layers.py"},
            "loss.py was not submitted; is layers.py meant?",
        ),
        (
            "failed",
            {"measured": {"mean": 0.912, "threshold": 0.94}},
            "reached 91.20% on average; all points from 94.0%",
        ),
        ("failed", {"measured": {"mean": CANARY}}, "a hidden check found a difference; see the hint"),
        ("error", PLACE | {"exception": "ValueError"}, "your code raised ValueError in layers.py, line 41"),
        (
            "error",
            PLACE | {"exception": "IndentationError"},
            "your code does not compile: IndentationError in layers.py, line 41",
        ),
        (
            "error",
            IN_BACKWARD | {"exception": "ValueError"},
            "your code raised ValueError in layers.TanH.backward",
        ),
        (
            "error",
            IN_BACKWARD | {"exception": "AttributeError"},
            "layers.TanH.backward is not there (AttributeError)",
        ),
        ("error", PLACE | {"exception": "Pwned"}, "your code raised an error in layers.py, line 41"),
        ("error", {"exception": "print"}, "your code raised an error"),
        (
            "error",
            IN_BACKWARD | {"limit": "16 MB of printed text"},
            "went over the limit of 16 MB of printed text in layers.TanH.backward",
        ),
        (
            "timeout",
            IN_BACKWARD | {"limit": "2 s of CPU time"},
            "took longer than 2 s of CPU time in layers.TanH.backward",
        ),
        (
            "timeout",
            {"limit": "30 s for all calls of one check"},
            "took longer than 30 s for all calls of one check",
        ),
        ("timeout", {}, "took longer than the time limit"),
        (
            "memory",
            {"limit": "1024 MB of memory", "call": "graph: add"},
            "needed more than 1024 MB of memory in graph: add",
        ),
        (
            "crashed",
            IN_BACKWARD | {"signal": "SIGSEGV"},
            "the interpreter was ended by signal SIGSEGV in layers.TanH.backward",
        ),
        ("crashed", IN_BACKWARD, "the interpreter ended by itself in layers.TanH.backward"),
        (
            "crashed",
            {"call": "layers.TanH, layers.TanH.forward or layers.TanH.backward"},
            "the interpreter ended by itself in layers.TanH, layers.TanH.forward or layers.TanH.backward",
        ),
        (
            "timeout",
            {"call": "l.a, l.b, l.c, l.d, l.e or one of 12 more"},
            "took longer than the time limit in l.a, l.b, l.c, l.d, l.e or one of 12 more",
        ),
        ("blocked", {}, "tried something that graded code may not do"),
        (
            "blocked",
            {"call": "layers.f", "exception": "PermissionError", "where": {"file": "layers.py", "line": 7}},
            "tried something that graded code may not do in layers.py, line 7",
        ),
        (
            "blocked",
            {"exception": "ForbiddenImport", "where": {"file": "layers.py", "line": 7}},
            "needed an import that is not there when graded in layers.py, line 7",
        ),
        ("skipped", {}, "not run because a check that it needs has failed"),
    ],
)
def test_a_hidden_checks_message_tells_what_the_student_can_act_on(verdict, details, message):
    """Verdict, call, exception, place and limit are told in words, where their form is the judge's."""
    assert hidden_message(Verdict(verdict), details, FILES) == message


@pytest.mark.parametrize(
    "details",
    [
        {"where": {"file": "layers.py", "line": 10**9}},
        {"where": {"file": "layers.py", "line": True}},
        {"where": {"file": "layers.py", "line": "3"}},
        {"where": {"file": "/etc/passwd", "line": 3}},
        {"where": ["layers.py", 3]},
        {"where": {"file": ["layers.py"], "line": 3}},
        {"exception": 7},
        {"exception": "__doc__"},
        {"call": "layers.f(0.25)"},
        {"call": "a" * 500},
        {"call": "layers.f or 0.25"},
        {"call": "layers.f, 0.25 or layers.g"},
        {"call": "layers.f or one of 0.25 more"},
        {"call": ", ".join(["layers.f"] * 50) + " or layers.g"},
        {"call": None},
    ],
)
def test_a_fact_in_another_form_is_not_told(details):
    """A worker that sends something else in place of a fact carries nothing out."""
    assert hidden_message(Verdict.ERROR, details, FILES) == "your code raised an error"
