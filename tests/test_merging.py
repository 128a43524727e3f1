"""Specify which counts of a Python file and a notebook that hold the same exercise."""

import json

import pytest

from grader.config import SubmissionLimits
from grader.errors import UsageError
from grader.merging import merge, merged
from grader.notebooks import Notebook
from grader.selection import Basket

DONE, TODO = b"class A: x = 1\n", b"class A:\n    def f(self):\n        raise NotImplementedError\n"


def both(file, *notebooks, declared=("a.py",)):
    """Merge a Python file a.py with notebooks of the given contents."""
    given = [Notebook(f"{n}.ipynb", {"a.py": content}) for n, content in enumerate(notebooks)]
    return merged({"a.py": file} if file else {}, given, declared)


@pytest.mark.parametrize(
    "file, notebook, counts, note",
    [
        (None, TODO, TODO, []),
        (TODO, DONE, DONE, ["a.py is taken from 0.ipynb, where more of it is done than in the file"]),
        (DONE, TODO, DONE, []),
        (DONE, b"# cell 1\n\n" + DONE, DONE, []),
        (DONE, b"class A: x = 2\n", DONE, ["a.py counts as the file has it, not as 0.ipynb does"]),
    ],
)
def test_what_is_further_done_counts(file, notebook, counts, note):
    """Students hand in the skeletons that they did not use; of two that are as far the file counts."""
    found = both(file, notebook)

    assert found.files == {"a.py": counts}
    assert found.notes == note


def test_two_notebooks_must_not_disagree():
    """Nobody can know which of them was meant; one that is less done, or the same, is no question."""
    assert both(None, TODO, DONE, b"# 1\n" + DONE).files == {"a.py": DONE}
    with pytest.raises(UsageError, match=r"^0.ipynb: holds a.py, and so does 1.ipynb in another way"):
        both(None, DONE, b"class A: x = 2\n")


def test_helpers_come_with_what_needs_them():
    """And not where the notebook's exercises do not count; no file comes from outside, or as a check."""
    used = Notebook("n", {"a.py": DONE, "cells.py": b"x", "checks/a.py": b"y"})
    unused = Notebook("m", {"a.py": TODO, "other.py": b"x"})

    assert set(merged({}, [used, unused], ["a.py"]).files) == {"a.py", "cells.py"}


def cell(text):
    """Return a notebook of one cell."""
    return json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": text}]}).encode()


@pytest.fixture
def assignment(tmp_path):
    """An assignment whose a.py defines the class A."""
    (tmp_path / "exercises/notebooks").mkdir(parents=True)
    (tmp_path / "exercises/a.py").write_bytes(TODO)
    (tmp_path / "exercises/notebooks/a.ipynb").write_bytes(cell("class A: pass"))
    return tmp_path


def basket(*notebooks, **files):
    """Return a basket of notebooks a.ipynb, b.ipynb, ... and of Python files."""
    found = Basket(SubmissionLimits(max_notebook_mb=1))
    for name, content in zip("abc", notebooks, strict=False):
        found.notebooks[f"kit/{name}.ipynb"] = f"at {name}", content
    for name, content in files.items():
        found.add(f"{name}.py", f"at {name}.py", content)
    return found


def test_a_notebook_that_cannot_be_read_is_passed_over_beside_others(assignment):
    """With a note; alone it is refused."""
    limits = SubmissionLimits()

    assert merge(basket(b"x", a=DONE), ["a.py"], limits, assignment).notes == [
        "at a: is no notebook: Expecting value in line 1; it was passed over"
    ]
    with pytest.raises(UsageError, match=r"^at a: is no notebook"):
        merge(basket(b"x"), ["a.py"], limits, assignment)


def test_a_notebook_that_only_repeats_the_files_is_not_read(assignment, monkeypatch):
    """The course hands both out; reading each of its notebooks would cost every check a process."""
    monkeypatch.setattr("grader.merging.files_of_cells", lambda *_: pytest.fail("it was read"))
    repeated = cell(f"{TODO.decode()}\n\nfrom grader.notebook import check\ncheck('a')")

    assert merge(basket(repeated, a=TODO), ["a.py"], SubmissionLimits(), assignment).files == {"a.py": TODO}


def test_a_notebook_of_the_assignments_own_folder_counts(assignment):
    """A student works in the folder in which the notebooks were handed out."""
    own = (assignment / "exercises/notebooks/a.ipynb").read_bytes()

    files = merge(basket(own, a=TODO), ["a.py"], SubmissionLimits(), assignment).files

    assert b"class A: pass" in files["a.py"]


def test_files_of_notebooks_keep_to_the_limits(assignment):
    """As if they had been handed in."""
    large = cell("class A:\n    x = '" + "x" * 2000 + "'")

    with pytest.raises(UsageError, match=r"^at a: its a.py: is larger than 1 kB"):
        merge(basket(large), ["a.py"], SubmissionLimits(max_file_kb=1), assignment)
    found = basket()
    assert not found.fits("big.ipynb", 2**20 + 1)
    assert found.unread == ["big.ipynb: is larger than 1 MB, which is submission.max_notebook_mb"]
