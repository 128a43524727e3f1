"""Specify what of a cell's text is Python: magics go, lines and strings stay as they are."""

import ast

import pytest

from grader.celltext import CellText, read_cell


@pytest.mark.parametrize(
    "source, code",
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("!pip install numpy\nx = 1", "pass\nx = 1"),
        ("pip install numpy", "pass"),
        ("?np.array", "pass"),
        ("np.array??", "pass"),
        ("x = !ls -l", "x = None"),
        ("x = %timeit -o f()", "x = None"),
        ("a, b = !ls", "pass"),
        ("%time x = f()", "x = f()"),
        ("%timeit f()", "pass"),
        ("if x:\n    %time\ny = 1", "if x:\n    pass\ny = 1"),
        ("def f():\n    !ls \\\n      -l\n    return 1", "def f():\n    pass\n\n    return 1"),
        ("%%time\nx = 1", "\nx = 1"),
        ("\n%%capture out\n%%time\nx = 1", "\n\n\nx = 1"),
        ("%%bash\nrm x", ""),
        ("%%timeit\nx = 1", ""),
        ("  x = 1\n  y = 2", "x = 1\ny = 2"),
        ("x = 1\r\ny = 2\r", "x = 1\ny = 2\n"),
    ],
)
def test_what_is_no_python_goes(source, code):
    """Each line keeps its place, so that line numbers are those of the cell."""
    assert read_cell(source).code == code


@pytest.mark.parametrize(
    "source",
    [
        'x = """\n%matplotlib\n!ls\n"""',
        "x = (7\n% 3)",
        "x = 7 \\\n% 3",
        'x = ["#", (\n"%s"\n% 3)]',
        "x = '''it's \"\n%a'''",
        'x = "\\"" # "\n\n',
        "x = {1: '''\n'''\n}  # it's (\ny = 2",
        "# a comment \\\nx != 2",
        'x = "a\\\n%b"',
    ],
)
def test_python_stays(source):
    """A percent sign inside a string, a bracket or a continued line is no magic."""
    assert read_cell(source).code == source
    ast.parse(source)


@pytest.mark.parametrize(
    "source, file, mode",
    [
        ("# file: layers.py\nx = 1", "layers.py", "run"),
        ("\n#File: kit/a.py\n", "kit/a.py", "run"),
        ("# file: my layers", None, "run"),
        ("x = 1\n# file: layers.py", None, "run"),
        ("%%writefile layers.py\nx = 1", "layers.py", "write"),
        ("%%file -a 'layers.py'\nx = 1", "layers.py", "append"),
        ("%%time\n# file: layers.py", "layers.py", "run"),
    ],
)
def test_the_first_line_names_the_file(source, file, mode):
    """As a comment, or by the magic that writes it."""
    found = read_cell(source)

    assert (found.file, found.mode) == (file, mode)


def test_a_written_file_is_literal():
    """Nobody runs it as a cell, so that a percent sign in it is its author's own; other files are none."""
    assert read_cell("%%writefile a.py\n%x\n!y").code == "\n%x\n!y"
    assert read_cell("%%writefile notes.txt\nx = 1") == CellText("")
