"""Specify which statements at the top of a module are rewritten so that a failing import costs nothing."""

from __future__ import annotations

import ast
import textwrap

import pytest

from grader.forgiving import STAND_IN, forgive, nothing_to_forgive

ABSENT = ("torch", "matplotlib", "tqdm")


def forgiven(source):
    """Return the tree of *source*, rewritten where none of `ABSENT` can be imported."""
    tree = ast.parse(textwrap.dedent(source))
    forgive(tree, lambda name: name.partition(".")[0] not in ABSENT)
    return tree


def run(source):
    """Run *source* after it was rewritten and return its names; a stand-in is what it was made of."""
    names = {STAND_IN: lambda *made: made}
    exec(compile(forgiven(source), "mine.py", "exec", dont_inherit=True), names)
    return names


@pytest.mark.parametrize(
    "statement, bound, made",
    [
        ("import torch", "torch", ("torch", 2)),
        ("import torch.nn", "torch", ("torch.nn", 2)),
        ("import os, torch.nn as nn", "nn", ("torch.nn", 2)),
        ("from torch.nn import functional as F", "F", ("torch.nn", 2)),
        ("from torch import a, b", "b", ("torch", 2)),
    ],
)
def test_what_is_absent_is_bound_to_stand_ins_with_its_line(statement, bound, made):
    """Each name that the import would have bound."""
    assert run(f"'About.'\n{statement}")[bound] == made


def test_an_import_from_the_standard_library_may_fail():
    """Its error goes to the stand-in; the name of the error does not stay."""
    names = run("import os\nfrom math import pi, no_such\nfrom os import path")

    assert (names["path"] is names["os"].path, names["pi"] > 3) == (True, True)
    name, line, error = names["no_such"]
    assert (name, line, type(error)) == ("math", 2, ImportError)
    assert "__import_error__" not in names


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np",
        "from numpy import array",
        "from torch import *",
        "from . import torch",
        "from __future__ import annotations",
        "try:\n    import torch\nexcept ImportError:\n    pass",
        "def f():\n    import torch",
        "if x:\n    import torch",
    ],
)
def test_other_imports_stay_as_they_are(source):
    """What must not fail, what cannot be put off, and what handles its failure."""
    assert ast.unparse(forgiven(source)) == ast.unparse(ast.parse(source))


@pytest.mark.parametrize(
    "statement",
    [
        "matplotlib.use('Agg')",
        "torch.manual_seed(SEED + 1)",
        "plt.figure(figsize=(3, 4)).gca().set_title('x')",
        "plt.rcParams['font.size'] = 12",
        "torch.backends.cudnn.deterministic = True",
    ],
)
def test_statements_that_only_set_something_of_it_are_left_out(statement):
    """They cannot matter to anything that is there."""
    names = run(f"import matplotlib, torch\nfrom matplotlib import pyplot as plt\n{statement}\nx = 1")

    assert names["x"] == 1


@pytest.mark.parametrize(
    "statement",
    [
        "plt.plot(train())",
        "plt.show(x := 3)",
        "device = torch.device('cpu')",
        "plt = x.y = 3",
        "torch",
        "print(torch)",
        "x.append(torch.zeros(3))",
        "if True: torch.seed(1)",
        "[torch.seed(n) for n in f()]",
    ],
)
def test_statements_that_could_do_something_else_stay(statement):
    """A call of something else, a value that is kept, what is nested."""
    tree = forgiven(f"import torch\nfrom matplotlib import pyplot as plt\n{statement}")

    assert ast.unparse(tree.body[-1]) == ast.unparse(ast.parse(statement))


@pytest.mark.parametrize(
    "other",
    [
        "torch = make()",
        "def torch(): pass",
        "class torch: pass",
        "for torch in x: pass",
        "try:\n    import numpy as torch\nexcept ImportError: pass",
        "def f():\n    global torch\n    torch = 1",
        "match x:\n    case [*torch]: pass",
        "match x:\n    case {**torch}: pass",
        "match x:\n    case torch: pass",
        "try: f()\nexcept E as torch: pass",
    ],
)
def test_nothing_is_left_out_where_the_name_may_mean_something_else(other):
    """Whatever else in the file binds it."""
    tree = forgiven(f"import torch\n{other}\ntorch.seed(1)")

    assert ast.unparse(tree.body[-1]) == "torch.seed(1)"


def test_annotations_that_name_it_are_left_out():
    """`def forward(x: torch.Tensor)` needs no `torch`; other annotations stay."""
    names = run("""
        import torch
        from tqdm import tqdm
        value: torch.Tensor = 1
        def f(x: torch.Tensor, y: int, *z: list[torch.Tensor]) -> dict[str, tqdm.T]: return x
        class A:
            size: int = 3
            async def g(self, x: torch.nn.Module) -> torch.Tensor: pass
    """)

    assert names["value"] == 1
    assert names["f"].__annotations__ == {"x": None, "y": int, "z": None}
    assert names["A"].g.__annotations__ == {"x": None}
    assert names["A"].__annotations__ == {"size": int}


def test_lines_of_what_follows_stay():
    """Errors are told where the student sees them."""
    tree = forgiven("import os, torch, math\n\n\nx = 1\n")

    assert {node.lineno for node in ast.walk(tree) if hasattr(node, "lineno")} == {1, 4}


def importable(name):
    """Tell what can be imported in these tests."""
    return name.partition(".")[0] not in ABSENT


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nfrom layers import (\n    ReLU,\n    Sigmoid,\n)",
        "from . import layers\nfrom .loss import CrossEntropyLoss  # ours",
        "from __future__ import annotations\nimport numpy.linalg as la  # a note",
        '"""Take data from a file."""\nimport numpy as np\nx = 1; y = 2',
    ],
)
def test_a_module_with_nothing_to_forgive_is_told_by_its_text(source):
    """Each import is of what is there and is no part of the standard library."""
    before = ast.dump(ast.parse(source))

    assert nothing_to_forgive(source, importable)
    assert ast.dump(forgiven(source)) == before


@pytest.mark.parametrize(
    "source",
    [
        "import torch",
        "import math",
        "from math import no_such",
        "import numpy, torch",
        "import numpy as np; import torch",
        "from numpy import array; import torch",
        "x = 1; import torch",
        "x = 1; \\\nimport torch",
        "import \\\n torch",
        "from \\\n torch import nn",
        "\fimport torch",
        '"""\n""";import torch',
        "from numpy import array # ; \nfrom torch import *",
        "from.torch import nn\nimport math",
    ],
)
def test_where_something_may_be_to_forgive_the_text_alone_does_not_decide(source):
    """A text that is not plainly harmless has to be parsed."""
    assert not nothing_to_forgive(source, importable)
