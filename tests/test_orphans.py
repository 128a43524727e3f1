"""Only what solutions alone used goes from the top of a file."""

from __future__ import annotations

import textwrap

import pytest

from grader.errors import ConfigError
from grader.skeleton import skeleton

SOLVED = """

def f():
    # BEGIN SOLUTION
    return {used}
    # END SOLUTION
"""


def top(source, used="0", keep=frozenset()):
    """Return what is left of *source*, at the top of a file in which a solution uses *used*."""
    text = textwrap.dedent(source) + SOLVED.format(used=used)
    result = skeleton(text, "reference/x.py", keep)
    return result.removesuffix('def f():\n    raise NotImplementedError("f")\n').rstrip("\n")


@pytest.mark.parametrize(
    "source, used",
    [
        ("import a", "a"),
        ("import a.b", "a.b"),
        ("from a import b as c", "c"),
        ("import a\n_B = a.c", "_B"),
        ("def _a(): return _b()\ndef _b(): return _a()", "_a()"),
        ("class _A: pass", "_A"),
        ("_a: int = 1", "_a"),
        ("_a, (_b, *_c) = 1, (2, 3)", "_b"),
        ("_a = [1]\n_a += [2]", "_a"),
        ("# why\n_a = 1\n'''Explained.'''", "_a"),
        ("import a", "[lambda: a.b]"),
        ("try:\n    import a\nexcept ImportError:\n    a = None", "a"),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a import b", "(TYPE_CHECKING, b)"),
        ("if _OLD:\n    import a\nelif b:\n    pass\nelse:\n    _a = 1\n", "(a, _a)"),
    ],
)
def test_what_only_a_solution_uses_goes(source, used):
    """Directly or through each other, also from branches."""
    assert top("x = 1\n\n" + source, used) == "x = 1"


@pytest.mark.parametrize(
    "source, used",
    [
        ("import a", "0"),
        ("from a import *", "b"),
        ("from __future__ import annotations", "annotations"),
        ("a = 1", "a"),
        ("class A: pass", "A"),
        ("__version__ = '1'", "__version__"),
        ("import a\nb = a.c", "a"),
        ("import a\n@a\ndef b(): pass", "a"),
        ("import a\ndef b(c=a.d): pass", "a"),
        ("import a\ndef b(c: 'a.D'): pass", "a"),
        ("import a\nclass B(a.C): pass", "a"),
        ("import a\n__all__ = ['a']", "a"),
        ("_a = 1\ndef b():\n    global _a\n    _a = 2", "_a"),
        ("_a = {}\n_a['b'] = 1", "_a"),
        ("_a.b = 1", "_a"),
        ("import a\nfor b in a.c: pass", "a"),
        ("import a; b = 1", "a"),
        ("if 1: import a", "a"),
        ("try:\n    import a\nexcept ImportError:\n    raise SystemExit from None", "a"),
        ("def _a():\n    '''Given.'''\n_b = _a()\nc = _b", "_a"),
    ],
)
def test_what_students_may_need_stays(source, used):
    """Public names, what the rest uses, and what nothing uses at all."""
    assert top(source, used) == source


def test_a_private_definition_with_a_solution_in_it_is_an_exercise():
    """Students write `_a`; `_b` is only ours."""
    source = """\
        def _a():
            # BEGIN SOLUTION
            return 1
            # END SOLUTION


        _b = 1  # ours
        _c = 2  # SOLUTION
    """

    result = top(source, "_a() + _b + _c")

    assert result == 'def _a():\n    raise NotImplementedError("_a")\n\n\n_c = ...'


def test_what_a_prompt_gives_stays():
    """And so does what it needs."""
    source = "import a\nimport b\n\n# BEGIN PROMPT\n_c = a.d\n# END PROMPT"

    assert top(source, "(_c, b)") == "import a\n\n_c = a.d"


def test_names_to_keep_stay():
    """Another file may need them."""
    assert top("_a = 1\n_b = 2\n", "_a + _b", frozenset({"_b"})) == "_b = 2"


def test_names_of_an_import_go_one_by_one():
    """The others stay where they are."""
    source = "from a import (\n    b,\n    c,\n    d,\n)\nimport e, f\n\nx = b, f"

    assert top(source, "c + d + e") == "from a import (\n    b,\n)\nimport f\n\nx = b, f"


def test_a_branch_keeps_what_it_would_be_empty_without():
    """The `if` stays for `b`, so its other branch needs a body, which may use more."""
    source = "import os\nif x:\n    from a import b, _h\nelse:\n    _h = os.path\n\ny = b"

    assert top(source, "_h + os") == "import os\nif x:\n    from a import b\nelse:\n    _h = os.path\n\ny = b"


def test_a_helper_in_a_solution_block_uses_what_it_uses():
    """A block at the top of the file is a solution, whoever uses it."""
    source = "import a\nx = 1\n\n# BEGIN SOLUTION\nclass B(a.C): pass\n# END SOLUTION\n"

    assert top(source) == "x = 1"


@pytest.mark.parametrize(
    "source, fault",
    [
        ("def b(c=_d): pass", "x.py:5: 'b' needs '_d', which only a solution defines"),
        ("@_d\nclass B: pass", "x.py:6: 'B' needs '_d', which only a solution defines"),
        ("class B:\n    c: _d", "x.py:5: 'B' needs '_d', which only a solution defines"),
        ("__all__ = ['b', '_d']", "x.py:5: __all__ names '_d', which only a solution defines"),
    ],
)
def test_a_definition_that_needs_a_solution_at_import_is_refused(source, fault):
    """Students could not even import the skeleton."""
    block = "\n# BEGIN SOLUTION\n_d = 1\n# END SOLUTION\n"

    with pytest.raises(ConfigError) as caught:
        skeleton(block + source + "\n", "x.py")

    assert str(caught.value).startswith(fault)


@pytest.mark.parametrize(
    "source",
    [
        "def b():\n    return _d\n",
        "print(_d)\n",
        "from e import *\n\ndef b(c=_d): pass\n",
        "class B:\n    _d = 1\n    c = _d\n",
    ],
)
def test_other_uses_of_what_students_write_are_theirs(source):
    """Bodies and scripts run when the solution is there; a star import may bring the name."""
    block = "# BEGIN SOLUTION\n_d = 1\n# END SOLUTION\n"

    assert skeleton(block + source, "x.py") == source
