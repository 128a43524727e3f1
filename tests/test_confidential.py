"""What must not be handed out is gathered from the assignment itself."""

import pytest

from grader.confidential import hidden_checks, secrets_of
from grader.errors import ConfigError
from tests.assignments import write_assignment

SOLUTION = '''\
"""Averages."""

SHARE = 0.68269


def average(numbers, share=0.5):
    """Return the share of the mean."""
    # BEGIN SOLUTION
    total_of_all_numbers = sum(numbers) * 0.12345
    return total_of_all_numbers / len(numbers)
    # END SOLUTION
'''
PRODUCT = b'''\
"""Averages."""

SHARE = 0.68269


def average(numbers, share=0.5):
    """Return the share of the mean."""
    raise NotImplementedError("average")
'''
HIDDEN = '''\
def test_of_none(student, reference):
    """T"""
    assert student.calc.average([]) == 4.5678

def test_double(student):
    """T"""
'''
MISTAKE = '''\
"""
Your average is the sum of all numbers: divide it by their number.

file: calc.py
fails:
  - calc/of_none
"""

def average(numbers, share=0.5):
    return sum(numbers)
'''


@pytest.fixture
def assignment(tmp_path):
    """One with a solution, a hidden check of its own, one of a visible name, a mistake and a secret."""
    write_assignment(tmp_path, hidden=HIDDEN, reference=SOLUTION)
    (tmp_path / "reference/misconceptions").mkdir()
    (tmp_path / "reference/misconceptions/average_without_division.py").write_text(MISTAKE)
    (tmp_path / ".grader-secret").write_text("0123456789abcdef\n")
    return tmp_path


def gathered(assignment, environ=None):
    """Return the secrets of the assignment, whose product is always the same."""
    return secrets_of(assignment, ["calc"], [PRODUCT], environ or {})


def test_lines_of_solutions_are_secret(assignment):
    """What the skeleton has as well is none, and neither is what tells nothing."""
    assert dict(gathered(assignment).lines) == {
        "total_of_all_numbers = sum(numbers) * 0.12345": "reference/calc.py, line 9",
        "return total_of_all_numbers / len(numbers)": "reference/calc.py, line 10",
    }


def test_numbers_of_solutions_and_hidden_checks_are_secret(assignment):
    """Those of the skeleton are known to every student."""
    assert dict(gathered(assignment).constants) == {
        "0.12345": "reference/calc.py",
        "4.5678": "reference/checks/test_calc.py",
    }


def test_names_of_hidden_checks_and_mistakes_are_secret(assignment):
    """As functions and as ids; a name that a visible check has too is known."""
    names = dict(gathered(assignment).names)

    assert names == {
        "test_of_none": "a hidden check of test_calc.py",
        "calc/of_none": "a hidden check of test_calc.py",
        "average_without_division": "a misconception",
    }
    assert hidden_checks(assignment) == {"of_none"}


def test_explanations_and_the_secret_are_secret(assignment):
    """Wherever the secret is kept; no secret is made for this."""
    secrets = gathered(assignment, {"GRADER_SECRET": "another secret"})

    assert list(secrets.sentences) == ["Your average is the sum of all numbers: divide it by their number."]
    assert dict(secrets.bytes_) == {
        b"another secret": "the secret of GRADER_SECRET",
        b"0123456789abcdef": "the secret of .grader-secret",
    }


def test_without_a_secret_there_is_none_to_find(assignment):
    """And the file is not made."""
    (assignment / ".grader-secret").unlink()

    assert gathered(assignment).bytes_ == {}
    assert not (assignment / ".grader-secret").exists()


def test_a_reference_that_does_not_compile_is_told(assignment):
    """With file and line."""
    (assignment / "reference/calc.py").write_text("x = 1\ndef\n")

    with pytest.raises(ConfigError, match=r"reference/calc.py:2: does not compile"):
        gathered(assignment)
