"""Specify how misconceptions are read, and that the project's own can be."""

from pathlib import Path

import pytest

from grader import misconceptions
from grader.errors import ConfigError
from tests.assignments import SOLUTION, write_assignment

ROOT = Path(__file__).resolve().parents[1]
TRIPLES = '''\
"""
Your double multiplies by three:
multiply by two.

file: calc.py
fails: ["calc/value*"]
also: {calc/other: by chance}
"""

def double(x):
    return 3 * x
'''


def loaded(folder, text):
    """Load an assignment with one misconception."""
    made = write_assignment(folder, reference=SOLUTION)
    (made / misconceptions.FOLDER).mkdir()
    (made / misconceptions.FOLDER / "triples.py").write_text(text)
    return misconceptions.load(made)


def test_a_misconception_says_what_it_is(tmp_path):
    """Name, sentence, checks by pattern, and the reference with the mistake in it."""
    [each] = loaded(tmp_path, TRIPLES)

    assert each.words == {
        "name": "triples",
        "explanation": "Your double multiplies by three: multiply by two.",
    }
    assert (each.must_fail("calc/value[1]"), each.must_fail("calc/other")) == (True, False)
    assert (each.may_fail("calc/value[1]"), each.may_fail("calc/other")) == (False, True)
    namespace = {}
    exec(each.applied(misconceptions.reference_files(tmp_path))["calc.py"], namespace)
    assert namespace["double"](2) == 6


@pytest.mark.parametrize(
    "old, new, fault",
    [
        ("file: calc.py", "file: other.py", "file must be one of calc.py, got 'other.py'"),
        ("file: calc.py", "flie: calc.py", "flie is not a known key"),
        ('fails: ["calc/value*"]', "fails: []", "fails must have at least one entry"),
        ("multiply by two.", "multiply by two", "must begin with a sentence"),
        ("multiply by two.", "multiply " + 60 * "and " + "stop.", "must begin with a sentence"),
        ("def double", "def (", "is not Python"),
        ("also: {", "also: {{", "line"),
    ],
)
def test_a_broken_file_is_named_with_its_fault(tmp_path, old, new, fault):
    """In one line."""
    with pytest.raises(ConfigError, match=r"triples\.py") as caught:
        loaded(tmp_path, TRIPLES.replace(old, new))

    assert fault in str(caught.value)


def test_an_assignment_may_have_none(tmp_path):
    """Then nothing is recognised."""
    assert misconceptions.load(write_assignment(tmp_path)) == ()


def test_the_projects_own_can_be_read():
    """Each changes a file of the reference, and runs on top of it."""
    reference = misconceptions.reference_files(ROOT)
    known = misconceptions.load(ROOT)

    for each in known:
        exec(compile(each.applied(reference)[each.file], each.name, "exec"), {"__name__": each.name})
    assert len(known) >= 80
