"""Names that statements define and use, as far as nothing runs."""

from __future__ import annotations

import ast

import pytest

from grader.topnames import bound_names, import_time_names, is_private, used_names


@pytest.mark.parametrize(
    "name, private", [("_x", True), ("__x", True), ("x", False), ("__all__", False), ("_", True)]
)
def test_a_leading_underscore_makes_a_name_private(name, private):
    """Names of the language are no one's private names."""
    assert is_private(name) == private


def test_all_that_a_file_defines_is_found():
    """In branches, loops and patterns too, but not inside functions, classes and lambdas."""
    source = """
import a.b, c as d
from e import f, g as h
from i import *
j: int = (k := 1)
(m, [n, *o]) = p.q = r[0] = s
def t(u): v = 1
class w:
    x = 1
for y in z:
    with aa as ab: pass
try: pass
except ac as ad: ae = 1
match af:
    case [ag, *ah]: pass
lambda: (ai := 1)
"""

    names = bound_names(ast.parse(source).body)

    assert names == {*"adfh*jkmnotwy", "ab", "ad", "ae", "ag", "ah"}


def test_names_of_classes_are_found_on_demand():
    """Functions stay closed."""
    body = ast.parse("class A:\n    x = 1\n    def f(self): y = 1\n").body

    assert bound_names(body, into_classes=True) == {"A", "x", "f"}


@pytest.mark.parametrize(
    "source, names",
    [
        ("def f(x: a = b, *y: c) -> d: return e", "a b c d e"),
        ("@a\nclass B(c, metaclass=d): e = f", "a c d f"),
        ("x = a.b[c]", "a c"),
        ("x += 1", "x"),
        ("def f():\n    global x\n    x = 1", "x"),
        ("del x", "x"),
        ("def f(x: 'a[\"b\"]'): pass", "a b"),
        ("__all__ = ['a', 'b']", "a b"),
        ("T = TypeVar('T', bound='a.B')", "TypeVar T a"),
        ("x = f'{a}'", "a"),
        ("x = 'no expression', 'import b', ''", ""),
        ("def f():\n    'a'\n    'b'", ""),
        ("match x:\n    case A(): pass", "x A"),
    ],
)
def test_all_that_statements_refer_to_is_found(source, names):
    """Also in strings that are expressions, but not in docstrings."""
    assert used_names(ast.parse(source).body) == set(names.split())


@pytest.mark.parametrize(
    "source, names",
    [
        ("@a\ndef f(x: b = c, *y: d, z=e, **w: g) -> h: return i", "a b c d e g h"),
        ("@a\nclass B(c, k=d):\n    x: e = g\n    def m(self, y=h): return i", "a c d e g h"),
        ("x = lambda y=a: b", "a"),
        ("from __future__ import annotations\ndef f(x: a = b) -> c: pass\nx: d = e", "b e"),
    ],
)
def test_bodies_and_postponed_annotations_need_nothing_at_import(source, names):
    """Decorators, defaults, bases and class bodies run at once."""
    module = ast.parse(source)

    needed = {name for node in module.body for name in import_time_names(node, module)}

    assert needed == set(names.split())
