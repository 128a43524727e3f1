"""Specify how the reference solutions come into the judge."""

import sys

import pytest

from grader.errors import ConfigError
from grader.reference import load_reference


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
