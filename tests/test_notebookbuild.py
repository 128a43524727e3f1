"""Specify the notebook that is made of a skeleton: what is in it, and that it gives the skeleton back."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import nbformat
import pytest

from grader.build import products
from grader.notebookbuild import notebook
from grader.notebooks import read_notebook, wanted_names

PROJECT = Path(__file__).resolve().parents[1]
STATEMENT = """\
# Course

## a.py (3 points)

About a.

### `One(size)`, `Two`

    y = x

## b.py

Not for a.
"""
SKELETON = '''\
"""The file."""

import math

EPS = 1e-9
"""A small number."""


# the first
class One:
    """One of a kind."""


RATE = 2


@math.no
def two():
    """
    Return two.

    ``2 = 1 + 1``

    Returns:
        A number.
    """
    raise NotImplementedError("two")


# the end
'''


def cells(content):
    """Return kind, text and file of each cell."""
    return [
        (cell["cell_type"], "".join(cell["source"]), cell["metadata"].get("grader", {}).get("file"))
        for cell in json.loads(content)["cells"]
    ]


def test_statement_code_and_check_stand_in_their_order():
    """The section of the statement, else the docstring without its lists; a cell for each definition."""
    found = cells(notebook("a.py", SKELETON, STATEMENT, "first"))

    assert found[0] == ("markdown", "## a.py (3 points)\n\nAbout a.", None)
    assert found[2:] == [
        ("code", 'import math\n\nEPS = 1e-9\n"""A small number."""', "a.py"),
        ("markdown", "### `One(size)`, `Two`\n\n    y = x", None),
        ("code", '# the first\nclass One:\n    """One of a kind."""', "a.py"),
        ("code", "RATE = 2", "a.py"),
        ("markdown", "### `two`\n\nReturn two.\n\n``2 = 1 + 1``", None),
        ("code", SKELETON[SKELETON.index("@math") :].rstrip("\n"), "a.py"),
        ("markdown", "### Check", None),
        ("code", 'from grader.notebook import check\n\ncheck("first")', None),
    ]


def test_without_a_statement_the_file_speaks_for_itself():
    """Its docstring is the heading's text, and all tasks are checked."""
    found = cells(notebook("kit/b.py", SKELETON))

    assert found[0][1] == "# kit/b.py\n\nThe file."
    assert found[-1][1].endswith("check()")
    assert {file for kind, _, file in found if kind == "code"} == {"kit/b.py", None}


def test_the_same_skeleton_gives_the_same_bytes():
    """Ids come from names and differ from one another, also where names are alike or cannot be ids."""
    skeleton = "\n".join(f"class {name}: pass" for name in ("größe", "gr__e", "One", "x" * 90, "x" * 91))
    content = notebook("a.py", skeleton)
    ids = [cell["id"] for cell in json.loads(content)["cells"]]

    assert notebook("a.py", skeleton) == content
    assert len(set(ids)) == len(ids)
    nbformat.validate(nbformat.reads(content.decode(), as_version=4))


@pytest.mark.parametrize("name", ["layers", "optimizer", "loss", "network", "data", "graph"])
def test_a_notebook_gives_its_skeleton_back(name):
    """Graded as it is handed out, it is the skeleton: the same classes, functions and constants."""
    content = (PROJECT / f"exercises/notebooks/{name}.ipynb").read_bytes()
    skeleton = (PROJECT / f"exercises/{name}.py").read_bytes()

    (made,) = read_notebook("x", content, wanted_names(PROJECT, [f"{name}.py"])).files.items()

    assert made[0] == f"{name}.py"
    kinds = ast.ClassDef | ast.FunctionDef | ast.Import | ast.ImportFrom
    defined = [
        [ast.unparse(node) for node in ast.parse(text).body if isinstance(node, kinds)]
        for text in (made[1], skeleton)
    ]
    assert sorted(defined[0]) == sorted(defined[1])


def test_notebooks_are_among_the_products_where_they_are_asked_for(tmp_path):
    """By `notebooks: true`, one for each file of `modules`."""
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference/a.py").write_text(SKELETON)
    (tmp_path / "reference/own.py").write_text("x = 1\n")
    config = "name: n\ntitle: t\nmodules: {a: a.py}\ntasks: {a: {title: A, points: 1}}\n"

    for asked, made in ((False, ["a.py", "own.py"]), (True, ["a.py", "notebooks/a.ipynb", "own.py"])):
        (tmp_path / "config.yaml").write_text(f"{config}notebooks: {str(asked).lower()}\n")
        assert sorted(path.as_posix() for path in products(tmp_path)) == made
