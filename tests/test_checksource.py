"""Specify which edits of a file of checks change which check."""

from __future__ import annotations

import pytest

from grader.checksource import CheckPlace, check_digests

FILE = '''"""Checks of the layers."""

import pytest
from grader import assert_close, check

SIZES = [1, 2]
LIMIT = 3


def drawn(rng):
    """Draw."""
    return rng.normal(size=LIMIT)


@pytest.fixture
def layer(student):
    """A layer."""
    return student.layers.ReLU()


@pytest.fixture
def other(student):
    """Another."""
    return student.layers.TanH()


@pytest.mark.parametrize("size", SIZES)
@check(task="layers", points=1, hint="H.")
def test_relu(layer, rng, size):
    """ReLU"""
    assert_close(layer.forward(drawn(rng)), 0)


@pytest.mark.usefixtures("other")
@check(task="layers", points=1, hint="H.")
def test_tanh(student):
    """TanH"""
    assert_close(student.layers.TanH().forward(0), 0)
'''
PLACES = {
    "layers/relu[1]": CheckPlace("a.py", "relu"),
    "layers/relu[2]": CheckPlace("a.py", "relu"),
    "layers/tanh": CheckPlace("a.py", "tanh"),
}


def changed(old, new):
    """Return the checks whose digests differ when *old* becomes *new*."""
    assert old in FILE
    before = check_digests({"a.py": FILE.encode()}, PLACES)
    after = check_digests({"a.py": FILE.replace(old, new, 1).encode()}, PLACES)
    return sorted(check for check in PLACES if before[check] != after[check])


RELU, TANH = ["layers/relu[1]", "layers/relu[2]"], ["layers/tanh"]


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ("import pytest\n", "import pytest  # a comment\n\n\n", []),
        ("forward(drawn(rng)), 0)", "forward(drawn(rng)), 1)", RELU),
        ("TanH().forward(0), 0)", "TanH().forward(0), 1)", TANH),
        ("SIZES = [1, 2]", "SIZES = [1, 2, 3]", RELU),
        ("LIMIT = 3", "LIMIT = 4", RELU),
        ("return rng.normal", "return 2 * rng.normal", RELU),
        ("return student.layers.ReLU()", "return student.layers.ReLU", RELU),
        ("return student.layers.TanH()\n", "return student.layers.TanH\n", TANH),
        ('hint="H.")\ndef test_tanh', 'hint="I.")\ndef test_tanh', TANH),
        ("LIMIT = 3", "LIMIT = 3\nprint()", RELU + TANH),
        ("LIMIT = 3", "LIMIT = 3\nUNUSED = 4", []),
        ("@pytest.fixture\ndef other", "@pytest.fixture(autouse=True)\ndef other", RELU + TANH),
        ("import assert_close, check", "import assert_close, check, expect", RELU + TANH),
        ("import pytest\n", "import pytest\nfrom elsewhere import *\n", RELU + TANH),
        ("LIMIT = 3", "LIMIT = 3\npytestmark = pytest.mark.slow", RELU + TANH),
        ("LIMIT = 3", "LIMIT = 3\ndef setup_function():\n    print()", RELU + TANH),
        ("LIMIT = 3", "LIMIT = 3\n@registered\ndef case():\n    return 1", RELU + TANH),
        ("LIMIT = 3", "LIMIT = 3\npytest.LIMIT = 4", RELU + TANH),
        ("LIMIT = 3", "LIMIT = 3\nwhere['limit'] = 4", RELU + TANH),
    ],
)
def test_an_edit_changes_what_it_reaches(old, new, expected):
    """The check itself, what it calls, its fixtures and parameters; nothing else, and no comment."""
    assert changed(old, new) == expected


def test_a_check_that_nobody_finds_is_as_its_file():
    """Better once too often than with a stale verdict."""
    place = {"t/made": CheckPlace("a.py", "made_by_a_program")}

    before, after = (check_digests({"a.py": text.encode()}, place) for text in (FILE, FILE + "\nX = 1\n"))

    assert before != after


METHOD = """
from grader import check, expect

def relu():
    return 0

class TestLayers:
    @check(task="layers", points=1, hint="H.")
    def test_relu(self, student):
        \"\"\"ReLU\"\"\"
        expect(student.layers.ReLU() == 1, "wrong")
"""
LOOKED_UP = """
from grader import check

def make_small():
    return 1

@check(task="layers", points=1, hint="H.")
def test_relu(student):
    \"\"\"ReLU\"\"\"
    globals()["make_" + "small"]()
"""


@pytest.mark.parametrize("source, old", [(METHOD, "== 1"), (LOOKED_UP, "return 1")])
def test_what_no_name_leads_to_is_as_its_file(source, old):
    """A check in a class whose name something else has, and one that looks its helpers up by text."""
    place = {"layers/relu": CheckPlace("a.py", "relu")}

    before, after = (
        check_digests({"a.py": text.encode()}, place)
        for text in (source, source.replace(old, old[:-1] + "2"))
    )

    assert before != after


def test_a_digest_does_not_depend_on_where_a_check_stands():
    """Another check above it moves its lines and nothing else."""
    more = FILE.replace(
        "@pytest.mark.parametrize", "def test_new():\n    pass\n\n\n@pytest.mark.parametrize", 1
    )

    assert check_digests({"a.py": more.encode()}, PLACES) == check_digests({"a.py": FILE.encode()}, PLACES)
