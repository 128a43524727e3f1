"""What benchmarks build upon: tables in a document, costs of processes, the same checks for all graders."""

import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from benchmarks import costs, tables
from benchmarks.peers import forms, tencheck
from tests.assignments import grade

ROOT = Path(__file__).resolve().parents[1]
TEN = forms.Suite("tencheck", [check.__name__ for check in tencheck.CHECKS])
BUSY = """\
import sys, time
for _ in sys.stdin:
    end = time.process_time() + 0.1
    while time.process_time() < end:
        pass
    print(flush=True)
"""


def test_a_table_replaces_the_one_of_its_section():
    """A table takes the place of what its section of the document has held, and of nothing else."""
    document = "# Speed\n\n<!-- bench: a -->\nold\n<!-- end -->\n\n<!-- bench: b -->\nkept\n<!-- end -->\n"

    placed = tables.placed(document, "a", "new")

    assert placed == document.replace("old", "new")


def test_a_table_without_a_section_goes_to_the_end():
    """A table whose section the document does not have yet is not lost."""
    placed = tables.placed("# Speed\n", "c", "new")

    assert placed == "# Speed\n\n<!-- bench: c -->\nnew\n<!-- end -->\n"


def test_a_table_is_markdown():
    """A table has its header, a rule and its rows, with numbers as a reader wants them."""
    text = tables.table(["what", "ms"], [["a", 0.12345], ["b", 12345.6], ["c", 100_480]])

    assert text == "| what | ms |\n| --- | --- |\n| a | 0.123 |\n| b | 12,346 |\n| c | 100,480 |"


def test_a_row_needs_all_cells():
    """A row with too few cells is refused."""
    with pytest.raises(ValueError, match="2 cells"):
        tables.table(["what", "ms"], [["a"]])


def test_the_document_has_a_place_for_each_table():
    """What a benchmark writes has its section in the document."""
    sources = "\n".join(path.read_text("utf-8") for path in ROOT.glob("benchmarks/*.py"))
    written = re.findall(r'(?:tables\.write|\bwrite|Comparison)\(\s*"([a-z-]+)"', sources)

    sections = re.findall(r"<!-- bench: ([a-z-]+) -->", (ROOT / "docs/performance.md").read_text("utf-8"))

    assert len(written) > 5
    assert set(written) <= set(sections)


@pytest.mark.parametrize("asked", [True, False])
def test_a_document_is_written_where_it_is_asked_for(tmp_path, monkeypatch, capsys, asked):
    """A table is always printed, and written only into the document that the environment names."""
    document = tmp_path / "speed.md"
    document.write_text("<!-- bench: a -->\n<!-- end -->\n")
    monkeypatch.delenv(tables.DOCUMENT, raising=False)
    if asked:
        monkeypatch.setenv(tables.DOCUMENT, str(document))

    tables.write("a", ["what"], [["this"]], "Said below.")

    assert ("| this |\n\nSaid below.\n<!-- end -->" in document.read_text()) is asked
    assert "| this |" in capsys.readouterr().out


def wrong(name):
    """Return layers one of whose methods gives 1 % too much: the one that the check *name* is about."""
    layers = load(ROOT / "reference/layers.py")
    word, _, method = name.rpartition("_")
    by_lower = {cls.lower(): cls for cls in dir(layers)}
    cls = getattr(layers, by_lower[word.replace("_", "")])
    right = getattr(cls, method)
    setattr(cls, method, lambda self, tensor: 1.01 * right(self, tensor))
    return layers


def load(path):
    """Return a fresh module."""
    spec = importlib.util.spec_from_file_location("layers", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("check", tencheck.CHECKS, ids=lambda check: check.__name__)
def test_each_of_the_ten_checks_judges_its_method(check):
    """A check that all graders run passes the reference, and fails a method that is off by 1 %."""
    check(load(ROOT / "reference/layers.py"))

    with pytest.raises(AssertionError):
        check(wrong(check.__name__))


def test_a_gradient_of_weights_that_is_off_fails():
    """The check of FullyConnected's backward compares the gradient of the weights too."""
    layers = load(ROOT / "reference/layers.py")

    class Off(layers.FullyConnected):
        def backward(self, error_tensor):
            error = super().backward(error_tensor)
            self.gradient_weights = 1.01 * self.gradient_weights
            return error

    layers.FullyConnected = Off

    with pytest.raises(AssertionError):
        tencheck.fully_connected_backward(layers)


def test_the_ten_checks_as_ours(tmp_path):
    """Our form of the ten checks passes the reference and tells all ten."""
    shutil.copytree(ROOT / "benchmarks/peers/assignment", tmp_path / "course")
    (tmp_path / "ada").mkdir()
    shutil.copy(ROOT / "reference/layers.py", tmp_path / "ada")

    report = grade(tmp_path / "course", tmp_path / "ada")

    assert [check.verdict for check in report.tasks[0].checks] == ["passed"] * 10


@pytest.mark.parametrize("error, passed", [("", 10), ("ReLU.forward = lambda self, x: x\n", 8)])
def test_the_ten_checks_as_plain_pytest(tmp_path, error, passed):
    """What is written for pytest runs the ten checks on what is handed in, and counts those that pass."""
    room = forms.Room(tmp_path, Path(sys.executable).parent, TEN)
    tools = f"{ROOT / 'benchmarks/peers'}{os.pathsep}{room.submission}"
    room.submission.mkdir()
    forms.PYTEST.prepare(room, {})
    forms.PYTEST.hand_in(room, (ROOT / "reference/layers.py").read_text("utf-8") + error)

    costs.of_command(
        forms.PYTEST.command(room), room.submission, os.environ | {"PYTHONPATH": tools}, room.output
    )

    assert forms.PYTEST.passed(room) == passed


@pytest.mark.parametrize("peer", [forms.GRADESCOPE, forms.CHECK50], ids=lambda peer: peer.name)
def test_the_ten_checks_in_a_peer_s_form(tmp_path, peer):
    """What is written for a peer is Python that calls each of the ten checks once."""
    room = forms.Room(tmp_path, Path(sys.executable).parent, TEN)

    peer.prepare(room, {})

    source = "\n".join(path.read_text("utf-8") for path in room.course.glob("*.py"))
    calls = [node.func.attr for node in ast.walk(ast.parse(source)) if is_call_of_tencheck(node)]
    assert sorted(calls) == sorted(TEN.names)


def is_call_of_tencheck(node):
    """Tell whether *node* calls a function of tencheck."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "tencheck"
    )


def test_the_ten_checks_as_notebooks(tmp_path):
    """What students hand in to nbgrader are notebooks with one graded cell for each of the ten checks."""
    room = forms.Room(tmp_path, Path(sys.executable).parent, TEN)

    forms.NBGRADER.hand_in(room, "import numpy as np\n")

    found = [nbformat.read(path, 4) for path in sorted(room.course.glob("submitted/*/ten/ten.ipynb"))]
    assert len(found) == forms.STUDENTS
    for notebook in found:
        nbformat.validate(notebook)
        graded = [cell for cell in notebook.cells if cell.metadata.nbgrader.grade]
        assert [cell.metadata.nbgrader.grade_id for cell in graded] == [*TEN.names]


def test_the_assignment_on_plain_objects():
    """Nearly all checks of the assignment run without a wall, and fail what is wrong."""
    program = (
        "import json; from benchmarks.peers import flagship; names, _ = flagship.usable(); "
        "wrong = flagship._reference(); relu = wrong.layers.ReLU; relu.forward = relu.backward; failed = 0\n"
        "for name in names:\n"
        "    try: getattr(flagship, name)(wrong.layers)\n"
        "    except Exception: failed += 'relu' in name\n"
        "print(json.dumps([len(names), failed]))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    names, failed = json.loads(done.stdout)
    assert names > 200
    assert failed > 0


def test_costs_are_of_all_processes(tmp_path):
    """The processor time of a command has that of what it has started and waited for."""
    burn = "import time\nwhile time.process_time() < 0.06: pass"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}]); sys.exit(3)"

    cost, code = costs.of_command([sys.executable, "-c", outer], tmp_path, os.environ, tmp_path / "out")

    assert code == 3
    assert cost.cpu_s >= 0.06


def test_costs_of_what_lives_on(tmp_path):
    """The processor time of calls has that of processes that were there before and have not ended."""
    loop = [sys.executable, "-c", BUSY]
    with subprocess.Popen(loop, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:

        def work():
            child.stdin.write("on\n")
            child.stdin.flush()
            child.stdout.readline()

        cost = costs.of_calls(work)
        child.stdin.close()

    assert cost.cpu_s >= 0.08
