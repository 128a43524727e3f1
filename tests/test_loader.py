"""Specify how a submission's modules are found, loaded and forgiven imports they do not need."""

from __future__ import annotations

import importlib
import random
import sys
import traceback

import numpy as np
import pytest

from grader.loader import SubmissionFinder, compile_all


@pytest.fixture
def submit():
    """Install a submission, given as paths and texts; forget it after the test."""
    finders = []

    def _submit(files, folder=""):
        sources = {path: text if isinstance(text, bytes) else text.encode() for path, text in files.items()}
        finders.append(SubmissionFinder(sources, folder))
        finders[-1].install()
        return importlib.import_module

    yield _submit
    for finder in finders:
        finder.uninstall()


def test_modules_come_from_memory(submit):
    """A module of the submission is imported though no file of it is anywhere."""
    load = submit({"mine.py": "x = 3"})

    assert load("mine").x == 3


def test_modules_import_each_other(submit):
    """Helper modules, packages with and without `__init__.py`, and relative imports work."""
    load = submit(
        {
            "layers.py": "import helper\nfrom parts.deep.inner import y\nfrom kit import z\n",
            "helper.py": "x = 1",
            "parts/deep/inner.py": "from ..near import y",
            "parts/near.py": "y = 2",
            "kit/__init__.py": "from .tool import z\nfrom . import tool",
            "kit/tool.py": "z = 3",
        }
    )

    module = load("layers")

    assert (module.helper.x, module.y, module.z) == (1, 2, 3)


def test_a_module_in_a_folder_is_found_by_its_dotted_name(submit):
    """As `Layers/FullyConnected.py` is, where a course keeps its files so."""
    assert submit({"Layers/FullyConnected.py": "x = 1"})("Layers.FullyConnected").x == 1


@pytest.mark.parametrize("name", ["numpy", "random", "sitecustomize", "grader", "typing"])
def test_no_file_of_a_submission_replaces_what_python_or_the_grader_brings(submit, name):
    """Submitting `numpy.py` or `random.py` changes no import."""
    load = submit({f"{name}.py": "planted = True", "mine.py": "import random, numpy\nr, n = random, numpy"})

    module = load("mine")

    assert module.r is random
    assert module.n is np
    assert not hasattr(sys.modules.get(name), "planted")


def test_a_module_knows_its_file(submit):
    """Code that looks at `__file__` and `__name__` works."""
    load = submit({"kit/mine.py": "import os\nhere = os.path.dirname(__file__), __name__, __package__"})

    assert load("kit.mine").here == ("kit", "kit.mine", "kit")


@pytest.mark.parametrize(
    "statement, name",
    [
        ("import pandas_x", "pandas_x"),
        ("import pandas_x as pd", "pd"),
        ("import matplotlib_x.pyplot", "matplotlib_x"),
        ("import matplotlib_x.pyplot as plt", "plt"),
        ("from sklearn_x import metrics", "metrics"),
        ("from sklearn_x.metrics import a, b as c", "c"),
        ("import os, pandas_x, math", "pandas_x"),
    ],
)
def test_an_absent_module_is_no_error_until_it_is_used(submit, statement, name):
    """Left-over imports cost nothing; the first use names the module that is not there."""
    source = [
        "'About.'",
        "from __future__ import annotations",
        statement,
        "x = 1",
        f"def use(): return {name}.thing",
    ]
    load = submit({"mine.py": "\n".join(source)})

    module = load("mine")

    assert module.x == 1
    assert module.__doc__ == "About."
    with pytest.raises(ImportError, match=r"_x\S* cannot be imported here: a file of your own"):
        module.use()
    with pytest.raises(ImportError, match="_x"):
        getattr(module, name)(1)


def test_what_is_there_is_imported_beside_what_is_not(submit):
    """`import math, absent` binds `math`."""
    module = submit({"mine.py": "import math, absent_x, os.path\n"})("mine")

    assert module.math.pi > 3
    assert module.os.path.sep


def test_imports_that_handle_their_failure_are_left_alone(submit):
    """A `try` around an import sees the error that it was written for."""
    source = "try:\n    import pandas_x\nexcept ImportError:\n    pandas_x = None\n"

    assert submit({"mine.py": source})("mine").pandas_x is None


@pytest.mark.parametrize(
    "statement",
    ["from pandas_x import *", "from . import sibling", "from helper import *\nimport helper.none"],
)
def test_imports_that_cannot_be_put_off_are_errors(submit, statement):
    """A star import has no names to bind; what is missing from the submission's own files is told."""
    with pytest.raises(ImportError, match=r"pandas_x|no known parent|helper"):
        submit({"mine.py": statement, "helper.py": ""})("mine")


def test_a_missing_name_in_a_present_module_is_an_error(submit):
    """`from numpy import layers` is a mistake that the student should see."""
    with pytest.raises(ImportError, match="layers_x"):
        submit({"mine.py": "from numpy import layers_x"})("mine")


def test_tracebacks_show_the_students_lines(submit):
    """File, line and text are the student's own."""
    load = submit({"mine.py": "import pandas_x\n\ndef f():\n    return 1 / 0  # here\n"}, folder="/home/me/")

    with pytest.raises(ZeroDivisionError) as caught:
        load("mine").f()

    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (last.filename, last.lineno, last.line) == ("/home/me/mine.py", 4, "return 1 / 0  # here")


@pytest.mark.parametrize(
    "source, line",
    [
        (b"x = 1\ndef f(:\n", 2),
        (b"\xff\xfe\x00x", 1),
        (b"x = '\xe9'\n", 1),
        (b"# coding: nonsense\n", 1),
        (b"x = 1\0\n", 1),
        (b"if True:\n\tx = 1\n        y = 2\n", 3),
        (b"(" * 10_000, 1),
        (b"x = " + b"-" * 50_000 + b"1", 1),
    ],
    ids=["syntax", "utf-16", "latin-1", "unknown encoding", "nul", "tabs and spaces", "brackets", "signs"],
)
def test_files_that_are_not_python_are_errors_that_name_file_and_line(submit, source, line):
    """Whatever is wrong with the text, it is told as a syntax error of that file."""
    with pytest.raises(SyntaxError) as caught:
        submit({"mine.py": source})("mine")

    assert caught.value.filename == "mine.py"
    assert caught.value.lineno == line


def test_a_byte_order_mark_and_a_declared_encoding_are_read(submit):
    """As Python itself reads them."""
    load = submit({"a.py": b"\xef\xbb\xbfx = '\xc3\xa9'", "b.py": b"# coding: latin-1\nx = '\xe9'"})

    assert load("a").x == load("b").x == "é"


def test_a_forgotten_submission_leaves_nothing():
    """Modules, sources and the finder itself are gone; another submission starts afresh."""
    for value in (1, 2):
        finder = SubmissionFinder({"mine.py": f"x = {value}".encode(), "kit/inner.py": b""})
        finder.install()
        importlib.import_module("kit.inner")

        assert importlib.import_module("mine").x == value

        finder.uninstall()
        assert not {"mine", "kit", "kit.inner"} & set(sys.modules)
        assert finder not in sys.meta_path


def test_what_was_compiled_before_is_not_compiled_again(submit):
    """Code that was made once serves every worker, in packages too, and knows its place and its source."""
    files = {"one.py": b"import pack.two\nx = 1 / 0\n", "pack/__init__.py": b"", "pack/two.py": b"y = 2\n"}

    found = compile_all(files)
    finder = SubmissionFinder(files, compiled=found)

    assert sorted(found) == ["one", "pack", "pack.two"]
    assert finder.get_code("pack.two") is found["pack.two"]
    finder.install()
    try:
        with pytest.raises(ZeroDivisionError) as caught:
            importlib.import_module("one")
    finally:
        finder.uninstall()
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (last.filename, last.lineno, last.line) == ("one.py", 2, "x = 1 / 0")


def test_a_file_that_does_not_compile_costs_no_other_its_code():
    """Syntax errors, NUL bytes and endless nesting are left out, to be told where they are imported."""
    deep = b"x = " + b"(" * 5000 + b")" * 5000

    found = compile_all({"good.py": b"x = 1", "bad.py": b"x =", "nul.py": b"x = 0\0", "deep.py": deep})

    assert list(found) == ["good"]
