"""Specify which statements of a notebook count, and what their names mean."""

import pytest

from grader.cellscopes import Scopes
from grader.cellstatements import statements_of

NAMES = {"layers.py": ["ReLU", "Tanh"], "data.py": ["shift", "batches", "pick"]}


def needed(*cells):
    """Return the texts that count; a cell is its code, or a pair of file and code."""
    pairs = [cell if isinstance(cell, tuple) else (None, cell) for cell in cells]
    found = [s for n, (file, code) in enumerate(pairs) for s in statements_of(n, f"cell {n + 1}", code, file)]
    return [s.text for s in Scopes(found, NAMES).needed]


RELU = "class ReLU:\n    def f(self):\n        return EPS + helper()"


@pytest.mark.parametrize(
    "cells, texts",
    [
        (["x = 1", RELU, "EPS = 1", "def helper(): pass", "y = 2"], [RELU, "EPS = 1", "def helper(): pass"]),
        (["class ReLU: pass", "class ReLU: x = 1"], ["class ReLU: x = 1"]),
        (["class ReLU: pass", "class ReLU(ReLU): x = 1"], ["class ReLU: pass", "class ReLU(ReLU): x = 1"]),
        (
            ["class ReLU: pass", "ReLU.f = f", "def f(self): pass"],
            ["class ReLU: pass", "ReLU.f = f", "def f(self): pass"],
        ),
        (
            ["class ReLU: pass", "ReLU.g = 1", "class ReLU: pass"],
            ["class ReLU: pass", "ReLU.g = 1", "class ReLU: pass"],
        ),
        (["def shift(): pass", "shift = 2", "for shift in r: pass"], ["def shift(): pass"]),
        (["def batches(): pass", "batches = list(batches())"], ["def batches(): pass"]),
        (["def my(): pass", "shift = my"], ["def my(): pass", "shift = my"]),
        (
            ["pick = np.vectorize(abs)", "import numpy as np"],
            ["pick = np.vectorize(abs)", "import numpy as np"],
        ),
        (
            ["T = []", "T.append(1)", "def shift(): return T"],
            ["T = []", "T.append(1)", "def shift(): return T"],
        ),
        (["def f(): pass", "f.train(3)", "def shift(): f()"], ["def f(): pass", "def shift(): f()"]),
        (["from layers import ReLU", "class ReLU: pass"], ["class ReLU: pass"]),
        (["import a, b", "x = a"], []),
        ([("kit.py", "class Own: pass\nprint(1)\nx = Own()")], ["class Own: pass"]),
        ([("kit.py", "x = f()"), ("layers.py", "from kit import x")], ["x = f()", "from kit import x"]),
    ],
)
def test_what_the_exercises_need_counts(cells, texts):
    """Their definitions, the last of each name, what these need, and what alters these; no experiments."""
    assert needed(*cells) == texts


def test_two_files_may_have_helpers_of_one_name():
    """A cell that names its file means the name of that file; others mean that of cells without a file."""
    cells = [("a.py", "def f(): pass"), ("b.py", "def f(): pass"), ("b.py", "def g(): return f")]
    found = [s for n, (file, code) in enumerate(cells) for s in statements_of(n, "", code, file)]
    scopes = Scopes(found, {})

    assert scopes.meaning("f", found[2]) == [found[1]]
    assert scopes.needed == found
