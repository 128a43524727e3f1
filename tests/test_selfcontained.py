"""Specify which files of checks hang on nothing but the answers to them."""

from pathlib import Path

import pytest

from grader.selfcontained import is_selfcontained

PROJECT = Path(__file__).parents[1]
TOP = "import numpy as np\nRATES, SEEN = np.ones(3), {}\nCASES = iter([1, 2])\n"


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nfrom grader import check\n",
        "from numpy.linalg import norm\nimport math, itertools\n",
        f"{TOP}def test_a(student):\n    own = dict(SEEN)\n    own['a'] = RATES[0]\n    own.update(b=1)\n",
        f"{TOP}SEEN['a'] = 1\nSEEN.update(b=2)\n",
    ],
)
def test_what_is_given_and_answered_is_all_that_these_can_know(tmp_path, source):
    """Values at the top may be read, and made at the top."""
    (tmp_path / "test_a.py").write_text(source)

    assert is_selfcontained(tmp_path / "test_a.py")


@pytest.mark.parametrize(
    "source",
    [
        "import time\n",
        "def test_a(student):\n    from time import perf_counter\n",
        "import numpy as np, os.path\n",
        "from . import helpers\n",
        "import helpers\n",
        "TEXT = open('a.txt').read()\n",
        "clock = __import__('time')\n",
    ],
)
def test_clocks_and_files_could_tell_more(tmp_path, source):
    """How long a call takes is in no answer."""
    (tmp_path / "test_a.py").write_text(source)

    assert not is_selfcontained(tmp_path / "test_a.py")


@pytest.mark.parametrize(
    "line",
    [
        "global RATES",
        "globals()['RATES'] = 1",
        "SEEN['a'] = 1",
        "SEEN.setdefault('a', []).append(1)",
        "SEEN['a'].append(1)",
        "RATES[0] += 1",
        "del SEEN['a']",
        "RATES.flags.writeable = False",
        "next(CASES)",
    ],
)
@pytest.mark.parametrize(
    "where",
    [
        "def test_a(student):\n    ",
        "class Double:\n    def a(self):\n        ",
        "if len(SEEN) < 1:\n    def test_a(student):\n        ",
    ],
)
def test_what_one_check_leaves_for_another_would_be_missing(tmp_path, where, line):
    """Where the one need not run."""
    (tmp_path / "test_a.py").write_text(f"{TOP}{where}{line}\n")

    assert not is_selfcontained(tmp_path / "test_a.py")


@pytest.mark.parametrize(
    "source",
    [
        "for SEEN in ([],):\n    pass\ndef test_a(student):\n    SEEN.append(1)\n",
        "SEEN = []\nsee = lambda: SEEN.append(1)\n",
    ],
    ids=["made by a loop", "changed by an expression"],
)
def test_it_need_not_be_an_assignment_nor_a_definition(tmp_path, source):
    """In doubt the checks of a file are run."""
    (tmp_path / "test_a.py").write_text(source)

    assert not is_selfcontained(tmp_path / "test_a.py")


@pytest.mark.parametrize("folder", ["exercises", "reference"])
def test_all_checks_of_this_assignment_are(folder):
    """Or a batch of it would be slower without need."""
    files = sorted((PROJECT / folder / "checks").glob("test_*.py"))

    assert files
    assert all(map(is_selfcontained, files))
