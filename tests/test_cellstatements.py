"""Specify what a statement of a cell makes, alters and needs."""

import pytest

from grader.cellstatements import broken_cell, statements_of


def one(code):
    """Return the only statement of *code* that counts."""
    (found,) = statements_of(0, "cell 1", code, None)
    return found


@pytest.mark.parametrize(
    "code",
    ["print(1)", "net.train", "del x", "pass", "assert x", "'text'", "raise E", "await f()", "x = await f()"],
)
def test_experiments_count_for_nothing(code):
    """What only shows, ends or waits for something makes no name that a file could need."""
    assert statements_of(0, "cell 1", code, None) == []


@pytest.mark.parametrize(
    "code, makes, now, later",
    [
        ("def f(x, y=a):\n    return x + b + g(z)", {"f"}, {"a"}, {"b", "g", "z"}),
        (
            "class A(B):\n    c = d\n    def f(self):\n        x = e\n        return x",
            {"A"},
            {"B", "d"},
            {"e"},
        ),
        ("x = [i + a for i in range(3)]", set(), {"a", "range"}, set()),
        ("f = lambda i: i + a", {"f"}, set(), {"a"}),
        ("try:\n    import q\nexcept ImportError:\n    def q(): pass", {"q"}, {"ImportError"}, set()),
        ("x += 1", set(), {"x"}, set()),
    ],
)
def test_needs_are_told_apart_by_when(code, makes, now, later):
    """A function's body needs its names when it is called, all else at once; local names are none."""
    found = one(code)

    assert (set(found.makes), set(found.now), set(found.later)) == (makes, now, later)


@pytest.mark.parametrize(
    "code, alters",
    [
        ("A.forward = f", {"A"}),
        ("A.table[0].x += 1", {"A"}),
        ("setattr(A, 'f', g)", {"A"}),
        ("@add_to(A)\ndef f(self): pass", {"A"}),
        ("for c in (A, B):\n    c.x = 1", {"c", "A", "B"}),
        ("def f():\n    A.x = 1", set()),
    ],
)
def test_what_is_set_in_an_object_alters_it(code, alters):
    """Wherever in the statement, but not in a function that nobody has called yet."""
    assert one(code).alters == alters


def test_settings_of_python_and_numpy_are_known():
    """They hold for every file, and need no name but the module's."""
    assert one("sys.setrecursionlimit(10**6)").kind == "setting"
    assert one("np.random.seed(net.train())").kind == "assignment"


def test_text_begins_with_the_comments_above():
    """Statements on one line have a text each."""
    first, second, third = statements_of(3, "cell 4", "\n# why\n@d\ndef f(): pass\nx = 1; y = 2", "a.py")

    assert (first.text, first.place) == ("# why\n@d\ndef f(): pass", (3, 2))
    assert (second.text, third.text, third.file) == ("x = 1", "y = 2", "a.py")


def test_a_broken_cell_stands_for_its_names():
    """Whoever calls one of them is told the cell."""
    (found,) = broken_cell(0, "cell 1", "class A(:\n    def f(self):", None, "cell 1 does not compile")

    space = {}
    exec(found.text, space)
    with pytest.raises(SyntaxError, match="cell 1 does not compile"):
        space["A"](1, b=2)
    assert found.broken


@pytest.mark.parametrize("code", ["return 1", "x = (", "break", "\0", "x = '\ud800'"])
def test_what_does_not_compile_is_refused(code):
    """As the kernel would refuse the whole cell."""
    with pytest.raises((SyntaxError, ValueError)):
        statements_of(0, "cell 1", code, None)
