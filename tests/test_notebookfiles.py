"""Specify to which file a cell belongs, and what becomes of one that does not compile."""

import pytest

from grader.notebookfiles import Cell, files_of

NAMES = {"layers.py": ["ReLU"], "loss.py": ["Loss"]}


def made(*cells, names=NAMES):
    """Return the files of cells, each a text or a text and the file of its metadata."""
    whole = [cell if isinstance(cell, tuple) else (cell,) for cell in cells]
    return files_of([Cell(f"cell {n}", *cell) for n, cell in enumerate(whole, start=1)], names, "my work!")


@pytest.mark.parametrize(
    "cell",
    [
        "class ReLU: pass",
        "# file: layers.py\nclass ReLU: pass",
        "%%writefile layers.py\nclass ReLU: pass",
        ("class ReLU: pass", "layers.py"),
        ("# file: layers.py\nclass ReLU: pass", "loss.py"),
        "# file: /content/layers.py\nclass ReLU: pass",
        "%%writefile ../layers.py\nclass ReLU: pass",
    ],
)
def test_a_cell_belongs_to_the_file_that_it_names(cell):
    """By the first line, else by the metadata, else by what it defines; never outside the submission."""
    found = made(cell)

    assert list(found.modules) == ["layers.py"]
    assert "class ReLU: pass" in found.modules["layers.py"].text


@pytest.mark.parametrize("file", [".hidden.py", "a/.b/c.py", "-c.py", "x.txt", "a\nb.py", "x" * 300 + ".py"])
def test_a_name_that_is_none_for_a_file_is_passed_over(file):
    """The cell counts as if it had none."""
    assert list(made(("class ReLU: pass", file)).modules) == ["layers.py"]


def test_written_files_are_as_they_were_written_last():
    """The last one counts, with what was appended to it; definitions in other cells are another matter."""
    found = made(
        "%%writefile layers.py\nold",
        "%%writefile layers.py\nx = 1",
        "class ReLU: pass",
        "%%writefile -a layers.py\ny\n",
    )

    assert {path: module.text for path, module in found.modules.items()} == {"layers.py": "x = 1\ny\n"}


def test_a_written_file_that_is_run_gives_its_names():
    """`%run` of it is an import of all that it defines."""
    found = made(
        "%%writefile kit.py\nclass Base: pass", "%run kit.py\n%run other.py", "class ReLU(Base): pass"
    )

    assert "from kit import *\n" in found.modules["layers.py"].text
    assert "other" not in found.modules["layers.py"].text


def test_a_broken_cell_costs_its_own_names():
    """The others are as they were; a note names the cell and its line."""
    found = made("class ReLU:\n    x = (", "class Loss: pass")

    assert "cell 1 does not compile: '(' was never closed, line 2" in found.modules["layers.py"].text
    assert "class Loss: pass" in found.modules["loss.py"].text
    assert found.notes == ["cell 1 does not compile: '(' was never closed, line 2"]


@pytest.mark.parametrize(
    "cells, kept",
    [
        (["class ReLU: x = 1", "class ReLU: x = ("], "x = 1"),
        (["class ReLU: x = (", "class ReLU: x = 1"], "x = 1"),
        (
            ["class ReLU:\n    def f(self): raise NotImplementedError", "class ReLU: x = ("],
            "cell 2 does not compile",
        ),
    ],
)
def test_a_broken_cell_replaces_nothing_that_works(cells, kept):
    """The kernel kept what it had; of what was not written yet there was nothing to keep."""
    text = made(*cells).modules["layers.py"].text

    assert kept in text
    assert text.count("class ReLU") == 1


@pytest.mark.parametrize("code", ["x = '\ud800'", "(" * 5000, "x\0", "return"])
def test_text_that_the_parser_refuses_is_a_broken_cell(code):
    """Whatever it is that the parser has against it."""
    found = made(code, "class ReLU: pass")

    assert list(found.modules) == ["layers.py"]
    assert len(found.notes) == 1


def test_nothing_gives_nothing():
    """A notebook of experiments alone has no files."""
    assert made("print(1)", "x = 1", "").modules == {}
