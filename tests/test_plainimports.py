"""Specify when no parser is needed to tell what a source imports."""

from __future__ import annotations

import random

import pytest

from grader.importscan import foreign_imports
from grader.plainimports import imports_only

KNOWN = frozenset({"numpy", "os", "own", "importlib", "__future__"})


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"import numpy as np\n",
        b"\xef\xbb\xbfimport numpy\r\nimport os.path\r\n",
        b"def f():\n\timport os, own.part as p , numpy  # both\n",
        b"from __future__ import annotations\nfrom own.part import (\n    a,\n    b,\n)\n",
        b"from . import a\nfrom ..torch import b\nimportant = 1\nx.imported = re_import\n",
        '"""Gewöhnliche Übung"""\nimport numpy as np\n'.encode(),
    ],
)
def test_plain_imports_of_what_is_known_are_seen(source):
    """One statement a line, as nearly everybody writes them."""
    assert imports_only(source, KNOWN)
    assert foreign_imports(source, KNOWN) == []


@pytest.mark.parametrize(
    "source",
    [
        b"import torch",
        b"import os, torch",
        b"from torch.nn import Linear",
        b"from torch \\\nimport numpy\n",
        b"import os; import torch\n",
        b"x = 1; import torch\n",
        b"from os import path; import torch\n",
        b"if 1: import torch\n",
        b"__import__('torch')\n",
        b"import importlib\nimportlib.import_module('torch')\n",
        b"import\ttorch\n",
        b"import\\\n torch\n",
        b"import os,\\\n torch\n",
        b"x = 1\rimport torch\n",
        b"\x0cimport torch\n",
        "import ｔｏｒｃｈ\n".encode(),
        "ｉmport_module('torch')\n".encode(),
        "__ｉmport__('torch')\n".encode(),
        b"# coding: utf-7\n+AGkAbQBwAG8AcgB0 torch\n",
        "# coding: utf-16\n".encode("utf-16"),
        b"# import os\n",
        b"\xff",
    ],
)
def test_in_doubt_nothing_is_told(source):
    """Whatever an import could hide in, and what is not known."""
    assert not imports_only(source, KNOWN)


def test_what_is_told_is_what_a_parser_finds():
    """Over sources put together from all that an import is made of, most of which are no Python."""
    parts = [
        *("import", "from", " ", " ", "\n", "\n", "torch", "os", "numpy", "own", ".", ",", ";", "as", "\\\n"),
        *(
            "\t",
            "(",
            ")",
            "x",
            "=",
            "1",
            "#",
            "'",
            '"""',
            "import_module",
            "__import__",
            "é",
            "ｉmport",
            "if 1:",
        ),
    ]
    draw, told = random.Random(7), 0
    for _ in range(20_000):
        line = [draw.choice(["import os\n", "from torch import x\n", "import ", "from ", ""])]
        source = "".join(line + draw.choices(parts, k=draw.randrange(9))).encode()
        if imports_only(source, KNOWN):
            told += b"import" in source
            assert foreign_imports(source, KNOWN) == [], source
    assert told > 100


def test_a_long_source_is_looked_at_once():
    """No text makes the look take longer than its length allows."""
    assert imports_only(b"import os\n" * 50_000, KNOWN)
    assert not imports_only(b" " * 500_000 + b"import", KNOWN)
    assert not imports_only(b"import os" + b" , os" * 200_000 + b" ;", KNOWN)
