"""Specify that messages lead to cells where a file was made from a notebook."""

import pytest

from grader.cellmodules import Origin
from grader.cellplaces import with_cells

ORIGINS = {"kit/a.py": (Origin(5, 7, "cell 2 [9]", 1), Origin(9, 9, "cell 3", 4))}


@pytest.mark.parametrize(
    "text, told",
    [
        ("ValueError (kit/a.py, line 6)", "ValueError (kit/a.py, cell 2 [9], line 2)"),
        ("kit/a.py:9: no", "kit/a.py, cell 3, line 4: no"),
        ("kit/a.py, line 8", "kit/a.py, line 8"),
        ("kit/a.py, line 60", "kit/a.py, line 60"),
        ("a.py, line 6", "a.py, line 6"),
        ("nothing", "nothing"),
    ],
)
def test_a_line_becomes_a_cell_and_its_line(text, told):
    """Lines that come from no cell, and lines of other files, stay as they are."""
    assert with_cells(text, ORIGINS) == told
    assert with_cells(text, {}) == text
