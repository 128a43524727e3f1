"""Specify how outcomes become a report, its points, its JSON and its schema."""

from __future__ import annotations

import dataclasses
import json
import math
import os
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from grader import config as configuration
from grader.errors import ConfigError, InternalFault, UsageError
from grader.intake import Submission
from grader.records import Kind, Outcome, PlannedCheck, Verdict, Visibility
from grader.report import Report, build_report, to_json, write_report

ROOT = Path(__file__).resolve().parents[1]
CONFIG = configuration.Config.model_validate(
    {
        "name": "course",
        "title": "A course",
        "modules": {"layers": "layers.py", "loss": "loss.py"},
        "tasks": {
            "layers": {"title": "Layers", "points": 30},
            "loss": {"title": "Loss", "points": 60},
            "mnist": {"title": "MNIST", "points": 10},
        },
    }
)
FILES = {"layers.py": b"a = 1\nb = 2\n"}
SUBMISSION = Submission("alice", FILES, "f" * 64, ("loss.py",), {"loss.py": "Loss.py"})
ENVIRONMENT = {
    "grader": "0.1.0",
    "python": "3.11.2",
    "numpy": "2.4",
    "blas": "OpenBLAS",
    "platform": "Linux",
    "isolation": "process",
}
ACCURACY = {
    "dataset": "embedded",
    "threshold": 0.94,
    "floor": 0.8,
    "runs": [{"seed": 1, "accuracy": 0.95, "loss": [2.3, math.nan], "iterations": 2}],
    "mean": 0.95,
    "std": 0.0,
}


def planned(name, points=1.0, kind=Kind.UNIT):
    """Return a visible check of the task that *name* starts with."""
    return PlannedCheck(
        name, name.split("/")[0], f"Title of {name}", kind, Visibility.VISIBLE, points, "Hint."
    )


PLAN = [
    planned("layers/a", 1),
    planned("layers/b", 2),
    planned("loss/a", 1),
    planned("loss/b", 1),
    planned("loss/c", 1),
    planned("mnist/accuracy", 1, Kind.ACCURACY),
]


def outcomes(plan=PLAN, **changed):
    """Return passes for all of *plan*, except what is given as (verdict, fraction, message, details)."""
    found = {check.id: Outcome(check.id, Verdict.PASSED, 1.0, "") for check in plan}
    for name, values in changed.items():
        check_id = name.replace("__", "/")
        found[check_id] = Outcome(check_id, *values)
    return found


def build(found=None, plan=PLAN, **options):
    """Build a report over *plan* with everything passed unless *found* says otherwise."""
    facts = {"seed_id": "abc", "environment": ENVIRONMENT, "timing": {"wall_s": 1.5}} | options
    return build_report(
        CONFIG, "d" * 64, SUBMISSION, plan, outcomes(plan) if found is None else found, **facts
    )


def checks(report):
    """Return the checks of *report* by id."""
    return {check.id: check for task in report.tasks for check in task.checks}


def test_a_full_score_is_exactly_the_maximum():
    """Weights that do not divide evenly cost nothing where everything passed."""
    weights = [0.1, 0.7, 1 / 3, 3, 7]
    plan = [planned(f"layers/{i}", w) for i, w in enumerate(weights)] + PLAN[2:]

    report = build(plan=plan)

    assert (report.score, report.max_score, report.status) == (100.0, 100.0, "graded")
    assert [task.score for task in report.tasks] == [30.0, 60.0, 10.0]


def test_points_are_shared_in_proportion_to_the_weights():
    """A third and two thirds of thirty points; a failed check loses exactly its share."""
    report = build(outcomes(layers__b=(Verdict.FAILED, 0.0, "wrong")))

    found = checks(report)

    assert (found["layers/a"].max_score, found["layers/b"].max_score) == (10.0, 20.0)
    assert (found["layers/a"].score, found["layers/b"].score) == (10.0, 0.0)
    assert (report.tasks[0].score, report.score) == (10.0, 80.0)


def test_a_fraction_earns_its_part():
    """An accuracy between floor and threshold earns part of the points."""
    report = build(outcomes(mnist__accuracy=(Verdict.FAILED, 0.25, "0.835", {"accuracy": ACCURACY})))

    assert report.tasks[2].score == 2.5
    assert report.score == 92.5


def test_a_check_of_several_tasks_says_which_of_them_fail():
    """In the first line, before a traceback; not where something is simply not there."""
    plan = [*PLAN[:-1], dataclasses.replace(PLAN[-1], uses=("layers", "loss"))]
    lost = {"layers__a": (Verdict.FAILED, 0.0, "wrong")}

    told = [
        checks(build(outcomes(plan, mnist__accuracy=(Verdict.ERROR, 0.0, "a\nb", details), **lost), plan))
        for details in ({}, {"not_implemented": True})
    ]

    first, unwritten = (found["mnist/accuracy"] for found in told)
    assert first.message == "a; it uses your work in layers, where checks fail too: mend those first\nb"
    assert first.details["uses"] == ["layers"]
    assert (unwritten.message, "uses" in unwritten.details) == ("a\nb", False)


@pytest.mark.parametrize("verdict", ["error", "timeout", "memory", "crashed", "blocked", "skipped"])
def test_only_passed_and_failed_checks_earn(verdict):
    """A check that ended otherwise earns nothing, whatever fraction it had reached."""
    report = build(outcomes(layers__a=(Verdict(verdict), 1.0, "x")))

    assert checks(report)["layers/a"].score == 0.0
    assert report.score == 90.0


def test_scores_are_rounded_to_six_decimals():
    """A third of sixty points and a third of one third are told shortly."""
    report = build(outcomes(loss__a=(Verdict.FAILED, 1 / 3, "x")))

    assert checks(report)["loss/a"].score == 6.666667
    assert report.tasks[1].score == 46.666667


def test_a_planned_check_without_an_outcome_is_our_fault():
    """The score is withheld, of the task and of the whole; the other tasks keep theirs."""
    found = outcomes()
    del found["layers/a"]

    report = build(found)

    assert (report.status, report.score) == ("internal", None)
    assert [task.score for task in report.tasks] == [None, 60.0, 10.0]
    assert checks(report)["layers/a"].verdict is Verdict.INTERNAL
    assert checks(report)["layers/a"].score is None
    assert checks(report)["layers/a"].message == "the grader has no verdict for this check"


@pytest.mark.parametrize(
    "verdict, fraction",
    [("passed", math.nan), ("passed", 1.5), ("passed", -0.1), ("failed", 1.0), ("failed", math.nan)],
)
def test_a_fraction_that_cannot_be_is_our_fault(verdict, fraction):
    """Neither a gift nor a loss comes of a broken fraction."""
    report = build(outcomes(layers__a=(Verdict(verdict), fraction, "x")))

    assert (report.status, report.score) == ("internal", None)
    assert "earned the fraction" in checks(report)["layers/a"].message


def test_an_outcome_that_was_not_planned_is_refused():
    """A stray verdict is a fault of the grader, never points."""
    found = outcomes() | {"layers/x": Outcome("layers/x", Verdict.PASSED, 1.0, "")}

    with pytest.raises(InternalFault, match="an outcome for 'layers/x', which was not planned"):
        build(found)


def test_a_check_planned_twice_is_refused():
    """Two checks of one id would share one verdict."""
    with pytest.raises(InternalFault, match="layers/a is planned twice"):
        build(plan=[*PLAN, PLAN[0]])


def test_a_check_of_an_unknown_task_is_refused():
    """The task is named, with the nearest one."""
    with pytest.raises(ConfigError, match="check layer/a: no task 'layer'; did you mean 'layers'"):
        build(plan=[*PLAN, planned("layer/a")])


def test_a_task_without_checks_is_refused_in_a_full_grading():
    """Its points could not be earned."""
    with pytest.raises(ConfigError, match=r"config\.yaml: tasks\.mnist has no check"):
        build(plan=PLAN[:-1])


def test_a_task_without_visible_checks_is_left_out_of_a_students_run():
    """The maximum is then that of the tasks with checks."""
    report = build(plan=PLAN[:-1], scope="visible")

    assert [task.name for task in report.tasks] == ["layers", "loss"]
    assert (report.score, report.max_score) == (90.0, 90.0)


def test_no_check_at_all_is_an_error():
    """An empty selection is told instead of a full score of nothing."""
    with pytest.raises(ConfigError, match="no check to run"):
        build(plan=[], scope="visible")


def test_the_accuracy_block_comes_from_the_accuracy_check():
    """Curves stand at the top of the report alone, a loss that was not finite as null."""
    details = {"accuracy": ACCURACY, "agreement": 1e-12}

    report = build(outcomes(mnist__accuracy=(Verdict.PASSED, 1.0, "", details)))

    assert report.accuracy is not None
    assert report.accuracy.runs[0].loss == [2.3, None]
    assert checks(report)["mnist/accuracy"].details == {
        "agreement": 1e-12,
        "measured": {"mean": 0.95, "threshold": 0.94},
    }


def test_no_training_gives_no_accuracy():
    """Without an accuracy check, or where it ended early, the block is null."""
    assert build().accuracy is None


def test_an_accuracy_of_the_wrong_form_is_our_fault():
    """A missing part is named."""
    details = {"accuracy": {"dataset": "embedded", "runs": []}}

    with pytest.raises(InternalFault, match="report: threshold is missing"):
        build(outcomes(mnist__accuracy=(Verdict.PASSED, 1.0, "", details)))


def test_a_place_that_the_submission_does_not_have_is_dropped():
    """A line number beyond the file's end could carry something out of a hidden check."""
    good = {"where": {"file": "layers.py", "line": 2, "function": "f"}}
    bad = [
        {"where": {"file": "layers.py", "line": 70000, "function": "f"}},
        {"where": {"file": "other.py", "line": 1, "function": "f"}},
        {"where": {"file": "layers.py", "line": True, "function": "f"}},
        {"where": "layers.py, line 1"},
    ]

    kept = [
        checks(build(outcomes(layers__a=(Verdict.ERROR, 0.0, "x", details))))["layers/a"].details
        for details in (good, *bad)
    ]

    assert kept == [good, {}, {}, {}, {}]


def test_a_missing_file_is_named_behind_not_implemented():
    """The check of a module that was not submitted knows the file, and which one was perhaps meant."""
    details = {"call": "loss.SquaredError", "not_implemented": True}

    report = build(outcomes(loss__a=(Verdict.FAILED, 0.0, "x", details)))

    assert checks(report)["loss/a"].details == details | {"missing": "loss.py", "near_miss": "Loss.py"}
    assert checks(report)["loss/a"].message == "loss.py was not submitted; is Loss.py meant?"


def test_two_gradings_differ_in_timing_and_environment_only():
    """Everything else is the same text."""
    one, two = (json.loads(to_json(build(timing={"wall_s": wall}))) for wall in (1.0, 2.0))

    assert one != two
    assert {**one, "timing": None} == {**two, "timing": None}


def test_json_keys_come_in_the_order_of_the_design():
    """A report reads from what was graded to where."""
    assert list(json.loads(to_json(build()))) == [
        "schema_version",
        "assignment",
        "submission",
        "status",
        "reason",
        "score",
        "max_score",
        "tasks",
        "accuracy",
        "seed_id",
        "timing",
        "environment",
    ]


def test_json_holds_no_nan_and_no_lone_surrogate():
    """What a student's code prints or computes cannot make the report unreadable."""
    details = {
        "worst": math.nan,
        "all": np.array([1.0, np.inf]),
        "text": "\udcff",
        "object": object(),
        3: (1,),
    }
    found = outcomes(layers__a=(Verdict.FAILED, 0.0, "got \ud800", details, "out \udc80\x00"))

    text = to_json(build(found))

    json.loads(text, parse_constant=pytest.fail)
    check = checks(Report.model_validate_json(text.encode()))["layers/a"]
    assert check.message == "got \\ud800"
    assert check.details == {
        "3": [1],
        "all": [1.0, "inf"],
        "object": "<object>",
        "text": "\\udcff",
        "worst": "nan",
    }


def test_a_report_validates_against_the_published_schema():
    """The schema in docs is what reports fit, refusals of unknown keys included."""
    schema = json.loads((ROOT / "docs/report-schema.json").read_text())
    data = json.loads(
        to_json(build(outcomes(mnist__accuracy=(Verdict.PASSED, 1.0, "", {"accuracy": ACCURACY}))))
    )

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data | {"extra": 1}, schema)


def test_a_wrong_environment_is_our_fault():
    """The missing part is named."""
    with pytest.raises(InternalFault, match="report: blas is missing"):
        build(environment={name: value for name, value in ENVIRONMENT.items() if name != "blas"})


def test_writing_replaces_the_whole_file(tmp_path):
    """The old report is gone, the new one complete, nothing else is left, and folders are made."""
    path = tmp_path / "out" / "report.json"
    path.parent.mkdir()
    path.write_text("old" * 100_000)

    write_report(build(), path)

    assert path.read_text(encoding="utf-8") == to_json(build())
    assert list(path.parent.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_report(tmp_path, monkeypatch):
    """A full disk costs neither the old report nor leaves half of a new one."""
    path = tmp_path / "report.json"
    path.write_text("old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(UsageError, match=r"report\.json: the report cannot be written: No space left"):
        write_report(build(), path)
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("report.json", "old")]


def test_a_folder_in_place_of_the_report_is_named(tmp_path):
    """Nothing is written beside it."""
    with pytest.raises(UsageError, match="the report cannot be written: Is a directory"):
        write_report(build(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_written_through_and_not_replaced(tmp_path):
    """As root, `-o /dev/stdout` would put a file in the place of the machine's own link."""
    (tmp_path / "link").symlink_to(tmp_path / "file")

    write_report(build(), tmp_path / "link")

    assert (tmp_path / "link").is_symlink()
    assert json.loads((tmp_path / "file").read_text())["schema_version"] == "1.0"


def test_a_device_is_written_to_and_not_replaced():
    """`-o /dev/null` must not put a file there."""
    write_report(build(), Path(os.devnull))

    assert not Path(os.devnull).is_file()
