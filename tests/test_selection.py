"""Specify which paths of a folder or an archive are the submission, and its limits."""

from __future__ import annotations

import unicodedata

import pytest

from grader.config import SubmissionLimits
from grader.errors import UsageError
from grader.selection import (
    Basket,
    TwoRoots,
    belongs,
    belongs_as_notebook,
    inner_root,
    near_miss,
    nothing_declared,
    root_of,
)

DECLARED = ("layers.py", "Kit/loss.py")


def split(*paths):
    """Return paths as tuples of their parts."""
    return [tuple(path.split("/")) for path in paths]


@pytest.mark.parametrize(
    "path", ["a.py", "kit/b.py", "kit/checker/b.py", "größe.py", "/".join("d" * 19) + "/a.py"]
)
def test_python_files_belong_in_folders_too(path):
    """Up to a depth that no honest submission reaches."""
    assert belongs(split(path)[0])


@pytest.mark.parametrize(
    "path",
    [
        "a.txt",
        "a.pyc",
        "._a.py",
        "-c.py",
        "a\nb.py",
        "\u202ea.py",
        ".venv/a.py",
        "__MACOSX/a.py",
        "kit/checks/a.py",
        "notebooks/a.py",
        "k\u2066/a.py",
        "/".join("d" * 20) + "/a.py",
    ],
)
def test_other_files_do_not(path):
    """Litter, the course's own, and what no import statement can spell."""
    assert not belongs(split(path)[0])


@pytest.mark.parametrize(
    "paths, root",
    [
        (["layers.py", "kit/a.py"], ""),
        (["ada/layers.py", "ada/kit/a.py"], "ada"),
        (["a/b/c/layers.py"], "a/b/c"),
        (["ada/Kit/loss.py"], "ada"),
        (["Kit/loss.py"], ""),
        (["ada/exercises/layers.py", "ada/other/layers.py"], "ada/exercises"),
        (["exercises/layers.py", "extra.py"], "exercises"),
        (["exercises/layers.py", "layers.py"], ""),
        (["ada/layers.py", "main.py"], "ada"),
        (["main.py", "ada/src/nn/layers.py", "ada/src/nn/loss.py"], "ada/src/nn"),
        (["ada/Layers.py"], "ada"),
        ([], ""),
    ],
)
def test_the_folder_that_counts(paths, root):
    """The only top folder, as long as nothing declared is beside it; then the only one with any."""
    assert "/".join(root_of(split(*paths), DECLARED)) == root


def test_two_folders_that_could_count_are_named():
    """Nobody can say which of two was meant, so neither is taken."""
    with pytest.raises(TwoRoots, match="are in ada and in bob and 1 more; hand in one of them"):
        root_of(split("ada/layers.py", "bob/layers.py", "cem/layers.py"), DECLARED)


def test_of_two_declared_paths_that_fit_a_file_the_longer_tells_its_root():
    """`Kit/loss.py` and `loss.py` are both expected: `src/Kit/loss.py` is the first of them, below `src`."""
    assert inner_root(split("src/Kit/loss.py", "main.py"), ["loss.py", "Kit/loss.py"]) == ("src",)


def refused(limits, *files):
    """Return why the last of *files* is refused."""
    basket = Basket(SubmissionLimits(**limits))
    for name, content in files[:-1]:
        basket.add(name, f"at {name}", content)
    with pytest.raises(UsageError) as caught:
        basket.add(files[-1][0], f"at {files[-1][0]}", files[-1][1])
    return str(caught.value)


def test_a_basket_holds_to_the_limits():
    """Each limit is named with the file that breaks it, as messages call that file."""
    large = b"x" * 600_000
    too_large = "at a.py: is larger than 1 kB, which is submission.max_file_kb"
    too_much = "at b.py: the files together are too large by here; submission.max_total_mb is 1"

    assert refused({"max_file_kb": 1}, ("a.py", large)) == too_large
    assert refused({"max_file_kb": 600, "max_total_mb": 1}, ("a.py", large), ("b.py", large)) == too_much
    with pytest.raises(
        UsageError, match=r"^c: one Python file too many, 3 in all; submission.max_files is 2$"
    ):
        Basket(SubmissionLimits(max_files=2)).require_number(["a", "b", "c"])


def test_a_basket_knows_names_in_one_form():
    """Two spellings of one name are one name."""
    other = unicodedata.normalize("NFD", "größe.py")

    assert "is there twice" in refused({}, ("größe.py", b""), (other, b""))


@pytest.mark.parametrize(
    "files, meant",
    [
        (["Layers.py", "layer.py"], "Layers.py"),
        (["hw/layers.py", "layer.py"], "hw/layers.py"),
        (["layer.py"], "layer.py"),
        (["zebra.py"], None),
    ],
)
def test_a_near_miss_is_by_case_then_folder_then_spelling(files, meant):
    """What the student perhaps meant is named."""
    assert near_miss("layers.py", files, DECLARED) == meant


def test_what_is_not_there_is_told_with_what_was_meant():
    """So that a wrong name is seen at once."""
    text = nothing_declared(("layers.py", "data.py"), ["layer.py"])

    assert text == "none of layers.py, data.py in it; found layer.py for layers.py: rename or move it"


@pytest.mark.parametrize(
    "path, belonging",
    [
        ("a.ipynb", True),
        ("notebooks/a.ipynb", True),
        ("kit/notebooks/a.ipynb", True),
        (".ipynb_checkpoints/a.ipynb", False),
        (".a.ipynb", False),
        ("checks/a.ipynb", False),
        ("a\nb.ipynb", False),
        ("/".join("d" * 20) + "/a.ipynb", False),
        ("a.py", False),
    ],
)
def test_notebooks_belong_also_in_the_folder_of_notebooks(path, belonging):
    """There students work in those that the course hands out; copies that Jupyter keeps are hidden."""
    assert belongs_as_notebook(split(path)[0]) is belonging
