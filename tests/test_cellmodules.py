"""Specify how a notebook's names are spread over files that import one another."""

import sys

import pytest

from grader.cellmodules import modules_of
from grader.cellscopes import Scopes
from grader.cellstatements import statements_of
from grader.loader import SubmissionFinder

NAMES = {"one.py": ["One", "Uno"], "two.py": ["Two"], "kit/three.py": ["Three"]}


def layout(*cells):
    """Return the files that *cells* give."""
    found = [s for n, code in enumerate(cells) for s in statements_of(n, f"cell {n + 1}", code, None)]
    return modules_of(Scopes(found, NAMES), "cells_of_x")


@pytest.fixture
def opened():
    """Import the files that cells give, in their order or the other way round."""
    finders = []

    def _open(*cells, names=("one", "two")):
        finder = SubmissionFinder({path: module.text.encode() for path, module in layout(*cells).items()})
        finder.install()
        finders.append(finder)
        return [__import__(name) for name in names]

    yield _open
    for finder in finders:
        finder.uninstall()


BASE = "import sys\nclass Base: pass"


def test_what_one_file_needs_lies_in_it():
    """With the imports that it uses and no others, under the names of the cells."""
    made = layout("import os, sys\nimport re", "class One:\n    x = helper(os)", "def helper(a): return a")

    assert list(made) == ["one.py"]
    assert made["one.py"].text.split("\n\n\n")[1:] == [
        "# cell 1\nimport os, sys",
        "# cell 3\ndef helper(a): return a",
        "# cell 2\nclass One:\n    x = helper(os)\n",
    ]


def test_what_several_files_need_is_there_once(opened):
    """A class has one identity, wherever it is used."""
    assert set(layout(BASE, "class One(Base): pass", "class Two(Base): pass")) == {
        *("cells_of_x.py", "one.py", "two.py")
    }

    one, two = opened(BASE, "class One(Base): pass", "class Two(Base): pass")

    assert one.One.__base__ is two.Two.__base__


def test_a_file_takes_what_it_needs_from_another(opened):
    """By an import of the one that has it."""
    one, two = opened("class One: pass", "class Two:\n    def make(self): return One()")

    assert type(two.Two().make()) is one.One
    assert "from one import One" in layout("class One: pass", "class Two(One): pass")["two.py"].text


@pytest.mark.parametrize("names", [("one", "two"), ("two", "one")])
def test_files_that_need_each_other_share_one(opened, names):
    """Each passes its names on, whichever is imported first; a missing name is missed as anywhere."""
    cells = ("class One:\n    def two(self): return Two()", "class Two(One): pass")
    modules = dict(zip(names, opened(*cells, names=names), strict=True))

    assert type(modules["one"].One().two()) is modules["two"].Two
    with pytest.raises(AttributeError, match="module 'one' has no attribute 'Uno'"):
        _ = modules["one"].Uno


def test_order_decides_where_a_name_is_bound_twice(opened):
    """A helper that is defined anew for each class serves each as it was at that time."""
    add = "def run(self): return {}"
    one, two = opened(
        "class One: pass", add.format(1), "One.run = run", add.format(2), "class Two: pass", "Two.run = run"
    )

    assert (one.One().run(), two.Two().run()) == (1, 2)


def test_a_method_added_by_a_decorator_is_there(opened):
    """The idiom of textbooks that grow a class cell by cell."""
    add = "def add_to(kind):\n    return lambda f: setattr(kind, f.__name__, f)"
    cells = (add, "class One: pass", "@add_to(One)\ndef run(self): return 1", "class Two: pass")
    one, two = opened(*cells, "@add_to(Two)\ndef run(self): return 2")

    assert (one.One().run(), two.Two().run()) == (1, 2)


def test_what_cannot_be_run_yet_moves_down(opened):
    """Cells are run in any order, files from above."""
    (one,) = opened("class One(Base):\n    x = EPS", "EPS = 1", BASE, names=("one",))

    assert one.One.x == 1


def test_futures_and_settings_serve_every_file():
    """They hold for all later cells of a notebook."""
    made = layout(
        "class One: pass",
        "from __future__ import annotations\nimport sys\nsys.setrecursionlimit(9)",
        "class Two: pass",
    )

    assert all("# cell 2\nfrom __future__ import annotations\n" in module.text for module in made.values())
    assert all(module.text.index("__future__") < module.text.index("import sys") for module in made.values())
    assert all("sys.setrecursionlimit(9)" in module.text for module in made.values())


def test_folders_become_packages(opened):
    """A file in a folder is imported with a dot."""
    opened("class One: pass", "class Three(One): pass", names=("kit.three",))

    assert sys.modules["kit.three"].Three.__base__ is sys.modules["one"].One


def test_origins_lead_to_the_cell():
    """From each line of a file to the line of the cell that it is."""
    module = layout("x = 0\n\nclass One:\n    y = 1")["one.py"]
    lines = module.text.split("\n")
    (origin,) = module.origins

    assert (lines[origin.first - 1], lines[origin.last - 1]) == ("class One:", "    y = 1")
    assert (origin.cell, origin.line) == ("cell 1", 3)
