"""Specify which checks are collected, and what no visible check may need."""

import pytest

from grader import checkfiles
from grader.errors import ConfigError
from tests.assignments import CHECK, grade, write_assignment, write_submission

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
