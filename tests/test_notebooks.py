"""Specify which notebooks can be read, and how others are refused."""

import json

import pytest

from grader.errors import UsageError
from grader.notebookfiles import Cell
from grader.notebooks import files_of_cells, read_notebook, unwritten, wanted_names

NAMES = {"layers.py": ["ReLU"]}
RELU = "class ReLU: pass"


def notebook(*cells, **more):
    """Return the JSON of a notebook; a cell is its text or its fields."""
    whole = [{"source": cell} if isinstance(cell, str | list) else cell for cell in cells]
    body = {"nbformat": 4, "cells": [{"cell_type": "code"} | cell for cell in whole]} | more
    return json.dumps({key: value for key, value in body.items() if value is not None}).encode()


@pytest.mark.parametrize(
    "content",
    [
        notebook(RELU),
        notebook(["class ReLU:", " pass"]),
        notebook(RELU.replace(" p", "\r\n  p")),
        b"\xef\xbb\xbf" + notebook(RELU),
        notebook({"cell_type": "markdown", "source": "# no"}, {"cell_type": "raw"}, RELU),
        notebook({"source": RELU, "id": "a"}, {"source": "x", "id": "a"}),
        notebook({"source": RELU, "metadata": {"grader": {"file": "layers.py"}}}),
        notebook({"source": RELU, "metadata": 3, "outputs": {"a": float("nan")}}),
        notebook(nbformat=3, cells=None, worksheets=[{"cells": [{"cell_type": "code", "input": RELU}]}]),
        notebook(RELU, metadata={"kernelspec": {"language": "python3"}}),
    ],
)
def test_notebooks_of_many_kinds_are_read(content):
    """Versions 3 and 4, text or lines, CRLF, BOM, ids missing or twice, outputs of any kind."""
    found = read_notebook("x.ipynb", content, NAMES)

    assert list(found.files) == ["layers.py"]
    assert b"class ReLU:" in found.files["layers.py"]


@pytest.mark.parametrize(
    "content, reason",
    [
        (b"", "is empty, not even a notebook without cells"),
        (b"import numpy", "is no notebook: Expecting value in line 1"),
        (b'{"nbformat": 4, "cells": [', "is no notebook: Expecting value in line 1"),
        (b"[1]", "is no notebook: it does not say its nbformat"),
        (b"[" * 100_000, "is no notebook: it is nested too deeply"),
        (b"1" * 5000, "is no notebook: it holds a number that is too long"),
        (b'{"a": "\xff"}', "is not UTF-8 text: byte 0xff"),
        ("{}".encode("utf-16"), "is UTF-16 or UTF-32 text; save it as UTF-8"),
        (notebook(nbformat=2), "is of nbformat 2; save it as nbformat 3 or 4"),
        (notebook(nbformat="4"), "is no notebook: it does not say its nbformat"),
        (notebook(cells=7), "is no notebook: its cells are no list"),
        (notebook(cells=["x"]), "is no notebook: cell 1 of it is no cell"),
        (notebook({"source": [1]}), "is no notebook: cell 1 holds no text"),
        (notebook(nbformat=3, worksheets=[3]), "is no notebook: its cells are no list"),
        (notebook(metadata={"language_info": {"name": "R"}}), "is a notebook in 'r', not in Python"),
        (notebook(*[""] * 10_001), "has more than 10000 code cells"),
    ],
)
def test_others_are_refused_in_one_line(content, reason):
    """It names the notebook and what is wrong with it."""
    with pytest.raises(UsageError) as caught:
        read_notebook("x.ipynb", content, NAMES)

    assert str(caught.value) == f"x.ipynb: {reason}"


def test_cells_are_counted_as_people_do():
    """Code cells from 1; in brackets stands the number of the last run, where it is another one."""
    found = read_notebook(
        "x.ipynb",
        notebook({"cell_type": "markdown"}, {"source": "x = (", "execution_count": 9}, "y = ("),
        NAMES,
    )

    assert [note.partition(" does")[0] for note in found.notes] == ["x.ipynb: cell 1 [9]", "x.ipynb: cell 2"]


def test_a_notebook_without_code_gives_nothing():
    """That is for others to complain about."""
    assert read_notebook("x.ipynb", notebook({"cell_type": "markdown"}), NAMES).files == {}


def test_cells_run_nowhere(tmp_path):
    """Reading is parsing; a cell that would leave a trace leaves none."""
    trace = tmp_path / "trace"
    code = f"open({str(trace)!r}, 'w')\nclass ReLU:\n    x = open({str(trace)!r}, 'w')"

    assert list(files_of_cells("x", [Cell("cell 1", code)], NAMES).files) == ["layers.py"]
    assert not trace.exists()


def test_names_are_those_of_the_skeletons(tmp_path):
    """Public classes and functions of exercises/, else of reference/; a file that is nowhere has none."""
    for path, text in {
        "exercises/a.py": "class A: pass\ndef f(): pass\ndef _g(): pass\nX = 1",
        "reference/b.py": "class B: pass",
    }.items():
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_text(text)

    assert wanted_names(tmp_path, ["a.py", "b.py", "c.py"]) == {
        "a.py": ("A", "f"),
        "b.py": ("B",),
        "c.py": (),
    }


def test_what_is_not_written_is_counted():
    """By the error that stands for it."""
    assert (
        unwritten(b"raise NotImplementedError\n    raise NotImplementedError('x')\nNotImplementedError") == 2
    )
