"""Skeletons are what is left of the reference when the solutions are cut out."""

from __future__ import annotations

import textwrap

import pytest

from grader.errors import ConfigError
from grader.skeleton import skeleton

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
