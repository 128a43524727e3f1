"""Specify how the reference solutions come into the judge."""

import sys
from types import ModuleType

import pytest

from grader.courselayout import Conventions, Place, layout_of
from grader.errors import ConfigError
from grader.reference import load_reference, reference_files


def write(folder, **files):
    """Write ``reference/<name>.py`` below *folder*."""
    (folder / "reference").mkdir()
    for name, text in files.items():
        (folder / "reference" / f"{name}.py").write_text(text)
    return folder


def test_modules_are_attributes_and_loaded_once(tmp_path):
    """Each file is a module, the same one at every use, under a name that no submission has."""
    folder = write(tmp_path, calc="x = [1]", more="y = 2")

    modules = load_reference(folder)

    assert (modules.calc.x, modules.more.y) == ([1], 2)
    assert load_reference(folder) is modules
    assert "calc" not in sys.modules


def test_two_assignments_do_not_meet(tmp_path):
    """Each folder has its own modules."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    first = load_reference(write(tmp_path / "a", calc="x = 1"))
    second = load_reference(write(tmp_path / "b", calc="x = 2"))

    assert (first.calc.x, second.calc.x) == (1, 2)


@pytest.mark.parametrize("text", ["def f(:", "import no_such_module_anywhere", "1 / 0"])
def test_a_file_that_cannot_be_imported_is_named(tmp_path, text):
    """The message names file and fault."""
    folder = write(tmp_path, broken=text)

    with pytest.raises(ConfigError, match=r"broken\.py: cannot be imported: \w+Error"):
        load_reference(folder)


def test_no_reference_is_told(tmp_path):
    """Hidden checks without solutions to compare with are a fault of the assignment."""
    with pytest.raises(ConfigError, match="no reference solutions"):
        load_reference(tmp_path)


def test_files_in_folders_import_each_other_and_leave_nothing_behind(tmp_path):
    """By absolute and relative imports, also one that runs when it is called; checks are no solutions."""
    folder = write(
        tmp_path, network="from nn import *\n\ndef late():\n    from nn import base\n    return base.NAME"
    )
    for name, text in {
        "nn/__init__.py": "from .relu import ReLU\n__all__ = ['ReLU']",
        "nn/relu.py": "from .base import NAME\nclass ReLU: name = NAME",
        "nn/base.py": "NAME = 'mine'",
        "checks/test_calc.py": "1 / 0",
        "misconceptions/wrong.py": "1 / 0",
    }.items():
        (folder / "reference" / name).parent.mkdir(exist_ok=True)
        (folder / "reference" / name).write_text(text)
    before = set(sys.modules), list(sys.meta_path)
    sys.modules["nn"] = other = ModuleType("nn")  # of a submission, say

    try:
        modules = load_reference(folder)

        assert modules.network.ReLU.name == "mine"
        assert modules.network.late() == "mine"
        assert sys.modules.pop("nn") is other
    finally:
        sys.modules.pop("nn", None)
    assert (set(sys.modules), list(sys.meta_path)) == before
    assert set(reference_files(folder)) == {"network.py", "nn/__init__.py", "nn/base.py", "nn/relu.py"}


def test_a_name_that_the_reference_lacks_is_a_fault_of_the_configuration(tmp_path):
    """The key is named; a typing mistake there would cost every student."""
    folder = write(tmp_path, calc="class Summ: pass")
    layout = layout_of({}, {"calc.Sum": (Place("calc.py", "Sum"),)}, Conventions())

    with pytest.raises(ConfigError) as caught:
        load_reference(folder, layout)

    message = "is not in reference/: calc.py has no 'Sum'; it has Summ; rename 'Summ'?"
    assert str(caught.value) == f"config.yaml: names.calc.Sum: {message}"
