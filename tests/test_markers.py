"""Markers are read in every spelling, and nothing that is nearly one passes."""

from __future__ import annotations

import sys

import pytest

from grader.errors import ConfigError
from grader.markers import Block, Kind, Tail, read


def test_every_spelling_is_understood_in_one_file():
    """Otter's and nbgrader's markers stand side by side."""
    text = (
        "# BEGIN SOLUTION\na = 1\n# END SOLUTION\n"
        "### BEGIN SOLUTION\nb = 1\n### END SOLUTION\n"
        "# BEGIN SOLUTION NO PROMPT\nc = 1\n# END SOLUTION\n"
        "### BEGIN HIDDEN TESTS\nassert a\n### END HIDDEN TESTS\n"
        "# BEGIN HIDDEN TESTS\nassert b\n# END HIDDEN TESTS\n"
        "# BEGIN PROMPT\nd = 1\n# END PROMPT\n"
    )

    blocks, tails = read(text, "x.py")

    assert [(block.kind, block.begin, block.end) for block in blocks] == [
        (Kind.SOLUTION, 1, 3),
        (Kind.SOLUTION, 4, 6),
        (Kind.UNPROMPTED, 7, 9),
        (Kind.HIDDEN, 10, 12),
        (Kind.HIDDEN, 13, 15),
        (Kind.PROMPT, 16, 18),
    ]
    assert tails == []


@pytest.mark.parametrize("quotes", ['"""', "'''"])
@pytest.mark.parametrize("end", ["; # END PROMPT", " ;  # END PROMPT  ", "  # END PROMPT"])
def test_a_prompt_can_be_a_string(quotes, end):
    """The opening marker stands in the string, the closing one behind it."""
    text = f"def f():\n\t{quotes} # BEGIN PROMPT\n\tpass\n\t{quotes}{end}\n"

    blocks, _ = read(text, "x.py")

    assert blocks == [Block(Kind.PROMPT, 2, 4, "\t", quoted=True)]


def test_a_marker_at_the_end_of_a_line_is_a_tail():
    """Also behind other words of the comment."""
    text = "x = 1  # SOLUTION\ny = 2 # really # SOLUTION NO PROMPT\n"

    assert read(text, "x.py") == ([], [Tail(1, True), Tail(2, False)])


@pytest.mark.parametrize(
    "text",
    [
        's = "# BEGIN SOLUTION"\n',
        '"""\n# BEGIN SOLUTION\n"""\n',
        "# The solution begins with a shift.\n",
        "# RESOLUTION\n",
        "# A closed-form solution\n",
        "# solution of the first kind\n",
        "# prompt the user\n",
        '"""Begin here."""\n',
    ],
)
def test_other_text_is_no_marker(text):
    """Strings and prose may speak of solutions."""
    assert read(text, "x.py") == ([], [])


@pytest.mark.parametrize(
    "comment, meant",
    [
        ("#BEGIN SOLUTION", "# BEGIN SOLUTION"),
        ("# Begin Solution", "# BEGIN SOLUTION"),
        ("## END SOLUTION", "# END SOLUTION"),
        ("# BEGIN SOLUTIONS", "# BEGIN SOLUTION"),
        ("# BEGIN SOLTUION", "# BEGIN SOLUTION"),
        ("# BEGN SOLUTION", "# BEGIN SOLUTION"),
        ("# --- BEGIN SOLUTION ---", "# BEGIN SOLUTION"),
        ("# first # BEGIN SOLUTION", "# BEGIN SOLUTION"),
        ("# BEGIN SOLUTION NOPROMPT", "# BEGIN SOLUTION NO PROMPT"),
        ("### BEGIN HIDDEN TEST", "### BEGIN HIDDEN TESTS"),
        ("# begin_prompt", "# BEGIN PROMPT"),
        ("#SOLUTION", "# SOLUTION"),
        ("# solution", "# SOLUTION"),
        ("# SOLUTION.", "# SOLUTION"),
        ("# SOLUTION: shift first", "# SOLUTION"),
        ("# SOLTUION", "# SOLUTION"),
        ("# SOLUTION NO-PROMPT", "# SOLUTION NO PROMPT"),
    ],
)
def test_a_mistyped_marker_is_told_with_the_right_one(comment, meant):
    """What is nearly a marker would leak a solution if it passed for a comment."""
    with pytest.raises(ConfigError) as caught:
        read(f"x = 1\ny = 2\n{comment}\n", "x.py")

    assert str(caught.value) == f"x.py:3: write {meant!r}, got {comment!r}"


@pytest.mark.parametrize(
    "text, fault",
    [
        (
            "# BEGIN SOLUTION\n### END SOLUTION\n",
            "x.py:2: ### END SOLUTION does not close the # BEGIN SOLUTION",
        ),
        (
            "### BEGIN SOLUTION\n# END SOLUTION\n",
            "x.py:2: # END SOLUTION does not close the ### BEGIN SOLUTION",
        ),
        ("# BEGIN PROMPT\n# END SOLUTION\n", "x.py:2: # END SOLUTION does not close the # BEGIN PROMPT"),
        ("### BEGIN HIDDEN TESTS\n", "x.py:1: ### BEGIN HIDDEN TESTS without ### END HIDDEN TESTS"),
        ("# END PROMPT\n", "x.py:1: # END PROMPT without # BEGIN PROMPT"),
        (
            "# BEGIN SOLUTION\n# BEGIN PROMPT\n",
            "x.py:2: # BEGIN PROMPT inside the block that began at line 1",
        ),
        ("# BEGIN SOLUTION\nx = 1  # SOLUTION\n", "x.py:2: # SOLUTION inside the block that began at line 1"),
        (
            '""" # BEGIN PROMPT\nx = 1  # SOLUTION\n"""; # END PROMPT\n',
            "x.py:2: a marker inside the block that began at line 1",
        ),
        ("# SOLUTION\n", "x.py:1: # SOLUTION must stand behind a statement"),
        ("x = (1,  # SOLUTION\n     2)\n", "x.py:1: # SOLUTION stands inside an expression"),
        ('""" # BEGIN PROMPT\npass\n"""\n', "x.py:1: # BEGIN PROMPT without # END PROMPT"),
        (
            '""" # BEGIN PROMPT\npass\n"""\n# END PROMPT\n',
            "x.py:4: # END PROMPT does not stand behind the string",
        ),
        (
            '# BEGIN PROMPT\n"""\npass\n"""; # END PROMPT\n',
            "x.py:4: # END PROMPT must stand on a line of its own",
        ),
        ('""" # begin prompt\npass\n"""\n', "x.py:1: a prompt begins with a line"),
        ('x = """ # BEGIN PROMPT\npass\n""" # END PROMPT\n', "x.py:1: a prompt begins with a line"),
        ("if 1:\n    # BEGIN SOLUTION\n    x\n# END SOLUTION\n", "x.py:4: # END SOLUTION is indented by ''"),
    ],
)
def test_a_misplaced_marker_is_told_with_its_line(text, fault):
    """Unclosed, nested and stray markers, and those that close another spelling, are refused."""
    with pytest.raises(ConfigError) as caught:
        read(text, "x.py")

    assert str(caught.value).startswith(fault)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="tokens are the compiler's own since Python 3.12")
def test_text_that_only_the_compiler_can_read_is_refused():
    """A backslash on a line of its own may be indented as it likes, but not for the older tokenizer."""
    text = "if 1:\n    x\n \\\n\ny\n"
    compile(text, "x.py", "exec")

    with pytest.raises(ConfigError, match=r"^x\.py:3: cannot be read: unindent"):
        read(text, "x.py")
