"""Specify which checks are collected, and what no visible check may need."""

import pytest

from grader import checkfiles
from grader.errors import ConfigError
from tests.assignments import CHECK, checks, grade, write_assignment, write_submission

TWICE = checks("""\
    @probe()
    def test_one(student):
        \"""Once\"""

    @probe()
    def test_two(student):
        \"""Two\"""

    @probe()
    def test_one(student):
        \"""Once more\"""
""")
NEEDY = '''
from grader import check, expect

@check(task="calc", points=1, hint="H.", needs=["calc/double"])
def test_needy(student):
    """T"""
    expect(student.calc.double(2) == 4, "wrong")
'''


def test_the_folders_follow_the_scope(tmp_path):
    """A student's own run has the visible checks; folders that are not there are left out."""
    assignment = write_assignment(tmp_path, hidden=CHECK)
    folders = [str(tmp_path / folder) for folder in ("exercises/checks", "reference/checks")]

    assert checkfiles.options(assignment, "all")[-2:] == folders
    assert checkfiles.options(assignment, "visible")[-1] == folders[0]


def test_a_visible_check_cannot_need_a_hidden_one(tmp_path):
    """Students could not see why it was not run."""
    assignment = write_assignment(tmp_path / "assignment", visible=NEEDY, hidden=CHECK)

    with pytest.raises(ConfigError, match="calc/needy needs calc/double, which students may not see"):
        grade(assignment, write_submission(tmp_path / "ada"))


def test_two_checks_of_one_name_are_a_fault(tmp_path):
    """Python would keep the last of them, and the first would be lost without a word."""
    assignment = write_assignment(tmp_path / "assignment", visible=TWICE)
    fault = r"checks/test_calc\.py: two checks are called test_one \(lines 10 and 18\)"

    with pytest.raises(ConfigError, match=fault):
        grade(assignment, write_submission(tmp_path / "ada"))


@pytest.mark.parametrize(
    "source",
    [
        'TEXT = """\ndef test_one():\n    one\n"""\ndef test_one(): pass\n',
        "import sys\nif sys:\n    def test_one(): pass\nelse:\n    def test_one(): pass\n",
        "class A:\n    def test_one(): pass\nclass B:\n    def test_one(): pass\n",
    ],
    ids=["text", "branches", "classes"],
)
def test_names_that_only_look_the_same_are_none(tmp_path, source):
    """Text, branches and classes have each their own."""
    file = tmp_path / "checks" / "test_own.py"
    file.parent.mkdir()
    file.write_text(source)

    assert checkfiles.load(file).__name__.endswith(".test_own")
