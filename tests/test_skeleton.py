"""Skeletons are what is left of the reference when the solutions are cut out."""

from __future__ import annotations

import ast
import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import ConfigError
from grader.skeleton import skeleton

DOCS = Path(__file__).resolve().parents[1] / "docs"

OPTIMIZER = '''\
"""Gradient descent."""


class Sgd:
    """Plain steps; in the text, # BEGIN SOLUTION is only text."""

    def __init__(self, learning_rate):
        """Keep the rate."""
        # BEGIN SOLUTION
        self.learning_rate = learning_rate
        # END SOLUTION

    def calculate_update(self, weight_tensor, gradient_tensor):
        """Return the new weights."""
        # Leave the arguments alone.
        # BEGIN SOLUTION
        step = self.learning_rate * gradient_tensor

        return weight_tensor - step
        # END SOLUTION
'''

SKELETON = '''\
"""Gradient descent."""


class Sgd:
    """Plain steps; in the text, # BEGIN SOLUTION is only text."""

    def __init__(self, learning_rate):
        """Keep the rate."""
        raise NotImplementedError("Sgd.__init__")

    def calculate_update(self, weight_tensor, gradient_tensor):
        """Return the new weights."""
        # Leave the arguments alone.
        raise NotImplementedError("Sgd.calculate_update")
'''


def cut(source):
    """Return the skeleton of an indented piece of source."""
    return skeleton(textwrap.dedent(source), "reference/x.py")


# ---------------------------------------------------------------- the text


def test_a_block_becomes_one_line_that_names_the_function():
    """Docstrings and comments outside the blocks stay as they are; the solution is gone."""
    result = skeleton(OPTIMIZER, "reference/optimizer.py")

    assert result == SKELETON


def test_the_innermost_function_is_named():
    """A block in a nested function is told by the whole way to it."""
    result = cut("""
        def outer():
            class Local:
                async def inner(self):
                    # BEGIN SOLUTION
                    return 1
                    # END SOLUTION
            return Local
    """)

    assert 'raise NotImplementedError("outer.Local.inner")' in result


def test_part_of_a_body_can_be_a_solution():
    """A block may be a branch; the lines before and after it stay."""
    result = cut("""\
        def f(x):
            if x:
                # BEGIN SOLUTION
                x = 2
                # END SOLUTION
            return x
    """)

    assert result == 'def f(x):\n    if x:\n        raise NotImplementedError("f")\n    return x\n'


def test_a_block_outside_functions_vanishes():
    """Helpers and class attributes of the reference leave nothing, not even surplus blank lines."""
    result = cut("""\
        x = 1

        # BEGIN SOLUTION
        def _helper():
            return x
        # END SOLUTION


        class A:
            \"\"\"A.\"\"\"

            # BEGIN SOLUTION
            table = [1]
            # END SOLUTION

            def f(self):
                \"\"\"F.\"\"\"
    """)

    assert result == 'x = 1\n\n\nclass A:\n    """A."""\n\n    def f(self):\n        """F."""\n'


def test_a_block_at_the_end_leaves_one_newline():
    """The skeleton ends with exactly one newline wherever the last block stood."""
    result = cut("x = 1\n\n\n# BEGIN SOLUTION\ny = 2\n# END SOLUTION\n\n")

    assert result == "x = 1\n"


def test_text_without_blocks_stays():
    """A file that is no exercise is copied."""
    assert cut("x = 1\n") == "x = 1\n"


@pytest.mark.parametrize(
    "source, line, words",
    [
        ("x = 1\n# BEGIN SOLUTION\ny = 2\n", 2, "without # END SOLUTION"),
        ("x = 1\n# END SOLUTION\n", 2, "without # BEGIN SOLUTION"),
        ("# BEGIN SOLUTION\n# BEGIN SOLUTION\n# END SOLUTION\n# END SOLUTION\n", 2, "inside the block"),
        ("def f():\n    # BEGIN SOLUTION\n    return 1\n# END SOLUTION\n", 4, "indented by ''"),
        (
            "class A:\n def f(self):\n  x = 1\n # BEGIN SOLUTION\n  return 1\n # END SOLUTION\n",
            4,
            "indented by 1, its statements by 2",
        ),
        ("def f():\n    # BEGIN SOLUTION\n    if 1:\n        a\n    # END SOLUTION\n        b\n", 5, "cuts"),
        ("def f():\n    return 1  # BEGIN SOLUTION\n    # END SOLUTION\n", 2, "line of its own"),
        ("#begin solution\nx = 1\n#end solution\n", 1, "got '#begin solution'"),
        ("# BEGIN SOLUTION:\nx = 1\n# END SOLUTION\n", 1, "got '# BEGIN SOLUTION:'"),
        ("x = 1\ndef f(:\n", 2, "does not compile"),
        ("x = [\n    # BEGIN SOLUTION\n    1,\n    # END SOLUTION\n]\n", 2, "inside an expression"),
        (
            "x = 1\nclass A:\n    # BEGIN SOLUTION\n    y = 1\n    # END SOLUTION\nz = 3\n",
            6,
            "does not compile",
        ),
    ],
    ids=[
        "unclosed",
        "stray end",
        "nested",
        "end ill-indented",
        "begin ill-indented",
        "cut statement",
        "behind code",
        "misspelt",
        "more words",
        "broken source",
        "inside an expression",
        "emptied class",
    ],
)
def test_a_wrong_marker_is_told_with_its_line(source, line, words):
    """Whatever could leak or lose a solution is refused, naming the file and the line."""
    with pytest.raises(ConfigError) as caught:
        skeleton(source, "reference/x.py")

    assert str(caught.value).startswith(f"reference/x.py:{line}: ")
    assert words in str(caught.value)


# ---------------------------------------------------------------- prompts


def test_a_prompt_behind_a_block_takes_its_place():
    """Students get the prompt and no `raise`."""
    result = cut("""\
        def f(x):
            ### BEGIN SOLUTION
            return x
            ### END SOLUTION

            # BEGIN PROMPT
            return None  # or what?
            # END PROMPT
    """)

    assert result == "def f(x):\n    return None  # or what?\n"


def test_a_prompt_of_comments_leaves_the_raise():
    """A hint is no body."""
    result = cut("""\
        def f(x):
            # BEGIN SOLUTION
            return x
            # END SOLUTION
            # BEGIN PROMPT
            # Look at x.
            # END PROMPT
    """)

    assert result == 'def f(x):\n    raise NotImplementedError("f")\n    # Look at x.\n'


def test_code_between_block_and_prompt_parts_them():
    """A prompt stands for a block only directly behind it."""
    result = cut("""\
        def f(x):
            # BEGIN SOLUTION
            x += 1
            # END SOLUTION
            y = x
            # BEGIN PROMPT
            return y
            # END PROMPT
    """)

    assert result == 'def f(x):\n    raise NotImplementedError("f")\n    y = x\n    return y\n'


def test_a_prompt_that_is_a_string_becomes_code():
    """Its text is code for the students that does not run in the reference."""
    result = cut("""\
        def f(x):
            # BEGIN SOLUTION
            return x
            # END SOLUTION
            ''' # BEGIN PROMPT
            y = "\\t"
            return y
            '''; # END PROMPT
    """)

    assert result == 'def f(x):\n    y = "\\t"\n    return y\n'


def test_a_prompt_that_does_not_compile_is_told_with_its_line():
    """The line is that of the reference."""
    with pytest.raises(ConfigError, match=r"^reference/x\.py:6: does not compile"):
        cut("""\
            def f(x):
                # BEGIN SOLUTION
                return x
                # END SOLUTION
                ''' # BEGIN PROMPT
                return (
                '''; # END PROMPT
        """)


# ---------------------------------------------------------------- statements


@pytest.mark.parametrize(
    "statement, stub",
    [
        ("x = 1  # SOLUTION", "x = ..."),
        ("x: int = 1 # SOLUTION", "x: int = ..."),
        ("x = y = 1  # SOLUTION", "x = y = ..."),
        ("x, y = 1, 2  # SOLUTION", "x, y = ..., ..."),
        ("(x, [y, *z]) = 1, [2, 3]  # SOLUTION", "(x, [y, *z]) = ..., (..., ...)"),
        ("x, = [1]  # SOLUTION", "x, = ...,"),
        ("d['='] = lambda a=1: a  # SOLUTION", "d['='] = ..."),
        ("x += 1  # SOLUTION", "..."),
        ("return 1  # SOLUTION", "..."),
        ("x = f(\n        1,\n    )  # by the book # SOLUTION", "x = ..."),
        ("d[\n        'é'\n    ] = 'é'  # SOLUTION", "d[\n        'é'\n    ] = ..."),
    ],
)
def test_a_marked_statement_leaves_an_ellipsis(statement, stub):
    """Of an assignment what stands before the value stays, over however many lines."""
    result = skeleton(f"def f():\n    {statement}\n    z = 0\n", "reference/x.py")

    assert result == f"def f():\n    {stub}\n    z = 0\n"


def test_a_marked_statement_without_prompt_vanishes():
    """All its lines go."""
    result = skeleton("a = 1\nb = [\n    a,\n]  # SOLUTION NO PROMPT\nc = 3\n", "reference/x.py")

    assert result == "a = 1\nc = 3\n"


@pytest.mark.parametrize(
    "source",
    [
        "if x: y = 1  # SOLUTION\n",
        "y = 1; z = 2  # SOLUTION\n",
        "class A:  # SOLUTION\n    pass\n",
        "for i in x:  # SOLUTION NO PROMPT\n    pass\n",
    ],
)
def test_a_marker_behind_no_single_statement_is_refused(source):
    """What would be left is not clear."""
    with pytest.raises(ConfigError, match=r"^reference/x\.py:1: # SOLUTION must stand behind the end of one"):
        skeleton(source, "reference/x.py")


# ---------------------------------------------------------------- wrong blocks


@pytest.mark.parametrize(
    "source, line",
    [
        ("@d\n# BEGIN SOLUTION\ndef f(): pass\n# END SOLUTION\ndef g(): pass\n", 2),
        ("if a:\n    b\n# BEGIN SOLUTION\nelif c:\n    d\n# END SOLUTION\n", 3),
        ("if a:\n    b\n### BEGIN HIDDEN TESTS\nelif c:\n    d\n### END HIDDEN TESTS\n", 3),
        ("def f():\n    a\n# BEGIN SOLUTION\n    # b\n# END SOLUTION\n    c\n", 3),
    ],
    ids=["decorator", "elif", "last elif", "comments"],
)
def test_a_block_that_cuts_what_stands_before_it_is_refused(source, line):
    """A decorator without its function would decorate the next one."""
    with pytest.raises(ConfigError, match=rf"^reference/x\.py:{line}: the beginning of a block cuts"):
        skeleton(source, "reference/x.py")


def test_a_body_that_only_held_a_solution_without_prompt_is_refused():
    """The fault names lines of the reference, in Python's words too."""
    source = (
        "# BEGIN SOLUTION\ny = 1\n\n# END SOLUTION\ndef f():\n    return 1  # SOLUTION NO PROMPT\nz = 1\n"
    )

    with pytest.raises(ConfigError) as caught:
        skeleton(source, "reference/x.py")

    assert str(caught.value) == (
        "reference/x.py:7: does not compile: expected an indented block after function definition on line 5"
    )


# ---------------------------------------------------------------- bytes


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("last", [True, False], ids=["newline at the end", "none"])
def test_tabs_and_line_endings_survive(ending, last):
    """What is inserted ends as its block did."""
    source = "def f():\n\t'''F.\n\x0c\u2028'''\n\t# BEGIN SOLUTION\n\treturn 1\n\t# END SOLUTION\n\n\n"
    source += "def g():\n\t# BEGIN SOLUTION\n\treturn 1\n\t# END SOLUTION"
    expected = "def f():\n\t'''F.\n\x0c\u2028'''\n\traise NotImplementedError(\"f\")\n\n\n"
    expected += 'def g():\n\traise NotImplementedError("g")'

    result = skeleton((source + "\n" * last).replace("\n", ending), "reference/x.py")

    assert result == (expected + "\n" * last).replace("\n", ending)


def test_a_byte_order_mark_survives():
    """Windows editors write one."""
    assert skeleton("\ufeff# BEGIN SOLUTION\nx = 1\n# END SOLUTION\ny = 1\n", "x.py") == "\ufeffy = 1\n"


@pytest.mark.parametrize("source", ["", "\n", "\n\n# a\n\n", "x = 1", "x = 1  \n\n\n", 'x = "\\d"\n'])
def test_a_file_without_solutions_is_copied(source):
    """Not one byte differs."""
    assert skeleton(source, "reference/x.py") == source


# ---------------------------------------------------------------- the page


EXAMPLES = re.findall(
    r"^```python\n(.*?)^```$", (DOCS / "build.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)


@pytest.mark.parametrize("source, expected", list(zip(EXAMPLES[::2], EXAMPLES[1::2], strict=True)))
def test_the_examples_of_the_page_are_true(source, expected):
    """`docs/build.md` shows pairs of what a file says and what it becomes."""
    assert skeleton(source, "reference/x.py") == expected


# ---------------------------------------------------------------- properties

SECRET = "secret"
"""Every line of a solution has this word, and the name of all that only solutions use."""

BODIES = [
    [
        "# BEGIN SOLUTION",
        "secret = np_secret(1)",
        "",
        "return [",
        "    secret,",
        "]  # secret",
        "# END SOLUTION",
    ],
    ["### BEGIN SOLUTION", "if _secret_h(2):", "    # secret", "    pass  # secret", "### END SOLUTION"],
    ["# BEGIN SOLUTION", "secret()", "# END SOLUTION", "# BEGIN PROMPT", "return 1", "# END PROMPT"],
    ["# BEGIN SOLUTION", "secret()", "# END SOLUTION", "''' # BEGIN PROMPT", "return 1", "'''; # END PROMPT"],
    [
        "x = secret(",
        "    1,",
        ")  # secret # SOLUTION",
        "secret()  # SOLUTION NO PROMPT",
        "return secret  # SOLUTION",
    ],
    ["a = 0", "# BEGIN SOLUTION NO PROMPT", "secret = _secret_h(1)", "# END SOLUTION", "", "b = 1"],
    ["a = shared(1)", "### BEGIN HIDDEN TESTS", "assert secret", "### END HIDDEN TESTS", "# A comment."],
]
HEADS = [
    ["from secret_module import np_secret"],
    ["from module import (  # both", "    plain,", "    np_secret,", ")", "", "plain()"],
    ["from module import np_secret, plain", "", "plain()"],
    ["try:", "    from module import np_secret", "except ImportError:", "    np_secret = None"],
]


def indented(lines):
    """Return *lines* one level deeper."""
    return [f"    {line}" if line else "" for line in lines]


@st.composite
def definitions(draw, name):
    """Return the lines of a function or class, its names and its docstrings."""
    inner, docs = f"{name}_inner", [f"Doc of {name}, é."]
    if draw(st.booleans()):
        body = [f'"""{docs[0]}"""', *draw(st.sampled_from(BODIES))]
        return [f"def {name}(self, x=1):", *indented(body)], [name], docs
    method = ["@shared", f"def {inner}(self):", *indented([f'"""{inner}"""', *draw(st.sampled_from(BODIES))])]
    attribute = ["# BEGIN SOLUTION", "secret = 1", "# END SOLUTION", ""]
    lines = [f"class {name}:", *indented([f'"""{docs[0]}"""', "", *attribute, *method])]
    return lines, [name, f"{name}.{inner}"], [*docs, inner]


@st.composite
def references(draw):
    """Return a file in which solutions alone use `_secret_h` and `np_secret`, its names and docstrings."""
    made = [draw(definitions(name)) for name in draw(st.lists(st.sampled_from("ABCDEF"), unique=True))]
    made.append((["def last():", '    """Last."""', *indented(BODIES[1])], ["last"], ["Last."]))
    helper = ["# About secrets.", "@np_secret", "def _secret_h(x):", '    """Secret."""', "    return x"]
    order = draw(st.permutations([(helper, [], []), *made]))
    lines = ['"""The file."""', "", "import shared_module as shared", *draw(st.sampled_from(HEADS))]
    lines += [line for part, _, _ in order for line in ["", "", *part]]
    text = "\n".join(lines) + "\n" * draw(st.integers(0, 2))
    names = [name for _, found, _ in order for name in found]
    docs = [doc for _, _, found in order for doc in found]
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"]))), names, docs


def interface(tree, prefix=""):
    """List the names of functions and classes in the order of their lines, with their docstrings."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield prefix + node.name, ast.get_docstring(node)
            yield from interface(node, f"{node.name}.")


@given(references())
@settings(max_examples=200, deadline=None)
def test_any_skeleton_keeps_the_interface_and_nothing_of_a_solution(made):
    """It compiles, has all names and docstrings, and no new lines but stubs; it is its own skeleton."""
    source, names, docs = made

    result = skeleton(source, "reference/x.py")

    before = source.splitlines()
    fresh = [line for line in result.splitlines() if line not in before]
    assert list(interface(ast.parse(result))) == list(zip(names, docs, strict=True))
    assert SECRET not in result.lower()
    assert not [
        line
        for line in fresh
        if not re.fullmatch(r" +(raise NotImpl.*|x = \.\.\.|\.\.\.)|from module import plain", line)
    ]
    assert result.count("\r\n") == (result.count("\n") if "\r\n" in source else 0)
    assert source.endswith("\n") == result.endswith("\n")
    assert skeleton(result, "exercises/x.py") == result
