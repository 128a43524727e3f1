"""Which lines go with a statement, and how an import loses names."""

from __future__ import annotations

import ast

import pytest

from grader.cutting import source_of, split
from grader.trimming import extent, without_names


@pytest.mark.parametrize(
    "source, index, expected",
    [
        ("x\n# a\n# b\n_t = 1\ny\n", 1, (2, 4)),
        ("x\n# a\n\n_t = 1\ny\n", 1, (4, 4)),
        ("# licence\nimport a\n", 0, (2, 2)),
        ("x\n@d\n@e(\n  1)\ndef f():\n    pass\n\n    # tail\n\n# next\ny\n", 1, (2, 8)),
        ("x\n_t = 1\n'''Why\nso.'''\ny\n", 1, (2, 4)),
        ("x\nimport a\n'''Text'''\n", 1, (2, 2)),
    ],
    ids=[
        "comments above",
        "gap",
        "head of the file",
        "decorators and tail",
        "docstring",
        "text behind an import",
    ],
)
def test_comments_and_explanations_go_with_their_statement(source, index, expected):
    """They would speak of something that is not there."""
    body = ast.parse(source).body

    assert extent(split(source), body[index], (*body[1:], None)[index]) == expected


@pytest.mark.parametrize(
    "source, gone, expected",
    [
        ("import a, b as c, d\n", "b", "import a, d\n"),
        ("import a, b  # why\n", "b", "import a  # why\n"),
        ("from x import a, b\n", "a", "from x import b\n"),
        ("from é import é, b as ü, c\n", "é c", "from é import b as ü\n"),
        ("from x import a, \\\n    b\n", "b", "from x import a\n"),
        ("from x import a, \\\n    b\n", "a", "from x import b\n"),
        ("from x import (a, b,\n               c)\n", "b", "from x import (a, c)\n"),
        ("from x import (a, b,\n               c)\n", "b c", "from x import (a)\n"),
        (
            "from x import (  # all\n    a,  # 1\n    b,  # 2\n    c  # 3\n)\n",
            "b",
            "from x import (  # all\n    a,  # 1\n    c  # 3\n)\n",
        ),
        (
            "from x import (\r\n    a,  # 1\r\n    b as d,  # 2\r\n    c\r\n)\r\n",
            "b c",
            "from x import (\r\n    a,  # 1\r\n)\r\n",
        ),
        ("from x import (\n    a,\n    b)", "b", "from x import (\n    a)"),
        ("from x import a, b", "a", "from x import b"),
    ],
)
def test_an_import_loses_names_and_keeps_its_form(source, gone, expected):
    """A name on a line of its own goes with its line and comment."""
    (node,) = ast.parse(source).body
    aliases = [alias for alias in node.names if alias.name in gone.split()]

    result = without_names(split(source), node, aliases)

    assert source_of(result) == expected
    assert len(ast.parse(expected).body[0].names) == len(node.names) - len(aliases)
