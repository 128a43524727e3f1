"""Specify which tasks an edit touches: all that it could matter to, the edited one first."""

from __future__ import annotations

import pytest

from grader.records import Kind, PlannedCheck, Visibility
from grader.touched import importers, reliance, touched, used_modules

MODULES = {"layers": "layers.py", "loss": "loss.py", "network": "network.py"}


def modules_in(path):
    """Return the module whose file that is."""
    return [module for module, file in MODULES.items() if file == path]


def planned(name, *, uses=(), needs=()):
    """Return a check of the task before the slash."""
    task = name.partition("/")[0]
    return PlannedCheck(name, task, "T", Kind.UNIT, Visibility.VISIBLE, 1.0, "H", needs=needs, uses=uses)


@pytest.mark.parametrize(
    "source, modules",
    [
        (b"def test_a(student):\n    student.loss.L().forward()\n", {"loss"}),
        (b"def helper(s):\n    return s.layers.ReLU()\n", {"layers"}),
        (b"def test_a(student):\n    layer = make()\n    layer.loss = student.layers\n", {"layers"}),
        (
            b"@check(task='mnist', uses=('layers', 'network'))\ndef test_a(student): train(student)\n",
            {"layers", "network"},
        ),
        (b"def test_a(student):\n    train(student)\n", set(MODULES)),
        (b"def test_a(:\n", set(MODULES)),
    ],
    ids=["of the student", "of a parameter", "not of a local", "spelt out", "hidden", "unreadable"],
)
def test_checks_use_the_modules_that_they_spell(source, modules):
    """An attribute of a parameter counts, and a name by itself; where there is none, all do."""
    assert used_modules(source, MODULES) == modules


@pytest.mark.parametrize(
    "source",
    [
        b"import layers",
        b"from layers import ReLU as R",
        b"from . import layers",
        b"from .layers import *",
        b"import course.layers",
        b"def f():\n    import layers",
        b"import importlib\nm = importlib.import_module('lay' + 'ers')",
        b"exec(text)",
        b"from . import *",
        b"def broken(:",
    ],
)
def test_an_import_counts_wherever_it_hides(source):
    """In every spelling; what cannot be read, or makes up names, is believed to import all."""
    files = {"layers.py": b"", "network.py": source, "data.py": b"import numpy\n"}

    assert importers(["layers.py"], files) == {"layers.py", "network.py"}


def test_imports_reach_through_other_files():
    """A helper's helper touches what imports the helper, and a circle ends."""
    files = {
        "tools.py": b"import deep",
        "deep.py": b"import tools",
        "loss.py": b"import tools",
        "layers.py": b"",
    }

    assert importers(["deep.py"], files) == {"deep.py", "tools.py", "loss.py"}


def test_a_package_is_imported_by_the_name_of_its_folder():
    """Its `__init__.py` is what `import Layers` runs."""
    files = {"Layers/__init__.py": b"", "network.py": b"from Layers import Base", "loss.py": b"import numpy"}

    assert importers(["Layers/__init__.py"], files) == {"Layers/__init__.py", "network.py"}


def test_the_edited_task_comes_first_and_what_relies_on_it_after():
    """Then in the order of the assignment: tasks that use it, by an import or by their checks."""
    plan = [planned("layers/a"), planned("loss/a"), planned("network/a"), planned("all/a", uses=("loss",))]
    used = {check.id: frozenset({check.task}) & set(MODULES) for check in plan}
    relies = reliance(plan, used, MODULES)
    files = {"layers.py": b"import loss", "loss.py": b"", "network.py": b""}

    assert touched(["loss.py"], files, modules_in, relies, plan) == ["loss", "layers", "all"]
    assert touched(["network.py"], files, modules_in, relies, plan) == ["network"]
    assert touched(["notes.py"], files, modules_in, relies, plan) == []


def test_a_task_whose_checks_need_another_is_touched_with_it():
    """A check that was held back may have to run now, and one that ran may be held back."""
    plan = [
        planned("layers/a"),
        planned("network/a", needs=("layers/a",)),
        planned("loss/a", needs=("network/a",)),
    ]
    relies = reliance(plan, {check.id: frozenset({check.task}) for check in plan}, MODULES)

    assert touched(["layers.py"], {"layers.py": b""}, modules_in, relies, plan) == [
        "layers",
        "network",
        "loss",
    ]
