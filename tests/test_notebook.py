"""Specify what `check` shows in a notebook; run for real in a Jupyter kernel."""

from __future__ import annotations

import warnings
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from grader.notebook import Result, check
from grader.records import Verdict
from grader.schema import Report
from tests.assignments import SOLUTION, grade, write_assignment, write_submission

PROJECT = Path(__file__).resolve().parents[1]
CHECK = 'from grader.notebook import check\ncheck("{}")'


def run(folder, *cells):
    """Run code cells in a kernel in *folder* and return what the last one shows, by kind."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    return executed(notebook, folder)


def executed(notebook, folder):
    """Run *notebook* and return what the last of its cells shows, by kind."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        client = NotebookClient(
            notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
        )
        client.allow_errors = True
        client.execute()
    return notebook.cells[-1].outputs[0]["data"]


def test_check_looks_at_what_was_run_last(tmp_path):
    """Definitions in any cells, magics and failed cells among them; the assignment is found upwards."""
    (write_assignment(tmp_path, reference=SOLUTION) / "work").mkdir()

    shown = run(
        tmp_path / "work",
        "def double(x):\n    return x",
        "%matplotlib no_such\nraise RuntimeError",
        "def double(x: broken(",
        "factor = 2\ndef double(x):\n    return factor * x",
        CHECK.format("calc"),
    )

    assert "1 of 1 checks passed" in shown["text/html"]
    assert "all 1 check passed" in shown["text/plain"]


def test_a_failure_names_the_cell_and_its_line(tmp_path):
    """As the notebook counts its runs; a student's text is text."""
    write_assignment(tmp_path, reference=SOLUTION)

    shown = run(
        tmp_path, "x = 1", "def double(x):\n    raise ValueError('<b>\\x1b[31mred</b>')", CHECK.format("calc")
    )

    assert "In [2], line 2" in shown["text/plain"]
    assert "&lt;b&gt;red&lt;/b&gt;" in shown["text/html"]
    assert "<b>red" not in shown["text/html"]
    assert "\x1b" not in shown["text/plain"] + shown["text/html"]


def test_a_built_notebook_runs_and_says_what_waits():
    """The skeletons as they are handed out: nothing fails but the checks, and those in one row."""
    notebook = nbformat.read(PROJECT / "exercises/notebooks/optimizer.ipynb", as_version=4)

    shown = executed(notebook, PROJECT / "exercises/notebooks")

    assert not any(
        output["output_type"] == "error" for cell in notebook.cells for output in cell.get("outputs", ())
    )
    assert "not implemented yet" in shown["text/html"]
    assert shown["text/html"].count("<tr>") == 1


def test_outside_a_notebook_it_says_what_to_do(tmp_path):
    """As in a notebook in which nothing was run yet, or where the task is misspelt."""
    write_assignment(tmp_path, reference=SOLUTION)

    assert (
        repr(check("calc", tmp_path))
        == "note: check() works in a notebook; elsewhere use the command grader check"
    )
    assert "no task 'calk'; did you mean 'calc'?" in repr(check("calk", tmp_path))
    assert "config.yaml: cannot be read" in check(assignment=tmp_path / "no")._repr_html_()


def test_tables_hold_nothing_that_students_wrote_as_html(tmp_path):
    """Messages, titles and notes are escaped; passed checks are counted, not listed."""
    report = grade(write_assignment(tmp_path / "a"), write_submission(tmp_path / "b"))
    (task,) = report.tasks
    fields = {"title": "<script>", "message": "<i>\n&", "hint": "<u>", "verdict": Verdict.FAILED}
    failed = task.checks[0].model_copy(update=fields)
    report = report.model_copy(update={"tasks": [task.model_copy(update={"checks": [*task.checks, failed]})]})

    text = Result(report, {"calc": "<em>"}, ("<p",))._repr_html_()

    assert "&lt;script&gt;" in text
    assert "&lt;i&gt;<br>&amp;" in text
    assert not any(word in text for word in ("<script>", "<u>", "<em>", "<p<"))
    assert text.count("<tr>") == 1


@pytest.mark.parametrize("name", ["repr", "_repr_html_"])
def test_notes_are_shown_in_both_forms(name):
    """Without a report there is nothing else."""
    result = Result(None, {}, ("nothing to check yet",))

    assert "nothing to check yet" in (repr(result) if name == "repr" else result._repr_html_())


def test_arrays_and_runs_are_tables():
    """Expected beside got, the wrong entries in brackets; a curve of blocks for each run of the training."""
    picture = {"name": "y", "shape": [2], "expected": [1.0, 2.0], "got": [1.0, "nan"]}
    run = {"seed": 5, "accuracy": 0.5, "loss": [2.0, None, 1.0], "iterations": 3}
    fields = {"visibility": "visible", "score": 0.0, "max_score": 1.0, "message": "m", "hint": ""}
    failed = fields | {"id": "mnist/a", "title": "t", "kind": "accuracy", "verdict": "failed"}
    block = {"dataset": "embedded", "threshold": 0.9, "floor": 0.5, "mean": 0.5, "std": 0.0}
    report = Report.model_validate(
        {
            "assignment": {"name": "a", "digest": "d"},
            "submission": {"id": "s", "digest": "d", "files": []},
            "status": "graded",
            "score": 0.0,
            "max_score": 1.0,
            "seed_id": "s",
            "timing": {},
            "tasks": [
                {
                    "name": "mnist",
                    "score": 0.0,
                    "max_score": 1.0,
                    "checks": [failed | {"details": {"comparison": picture}}],
                }
            ],
            "accuracy": block | {"runs": [run], "confusion": [[1, 2], [0, 3]]},
            "environment": dict.fromkeys(("grader", "python", "numpy", "blas", "platform", "isolation"), "x"),
        }
    )

    shown = Result(report, {})._repr_html_()

    assert "<td>1</td><td>2</td>" in shown
    assert "<td>1</td><td><b>[nan]</b></td>" in shown
    assert "seed 5  50.00 %" in shown
    assert "loss \u2588?\u2581 2 \u2192 1" in shown
    assert "most often taken: 0 for 1 (2 times)" in shown
