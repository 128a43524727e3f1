"""Skeletons are what is left of the reference when the solutions are cut out."""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

import pytest

from grader.build import build, stale
from grader.errors import ConfigError
from grader.skeleton import skeleton

REPOSITORY = Path(__file__).resolve().parents[1]

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


@pytest.fixture
def assignment(tmp_path):
    """An assignment whose reference is one file."""
    (tmp_path / "reference" / "checks").mkdir(parents=True)
    (tmp_path / "reference" / "optimizer.py").write_text(OPTIMIZER, encoding="utf-8")
    (tmp_path / "reference" / "checks" / "test_optimizer.py").write_text("secret = 1\n", encoding="utf-8")
    return tmp_path


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


# ---------------------------------------------------------------- the files


def test_build_writes_a_skeleton_for_each_file_of_the_reference(assignment):
    """Only files at the top of `reference/` are exercises; checks are not."""
    written = build(assignment)

    assert written == [assignment / "exercises" / "optimizer.py"]
    assert sorted(path.name for path in (assignment / "exercises").iterdir()) == ["optimizer.py"]
    assert written[0].read_text(encoding="utf-8") == SKELETON


def test_a_second_build_writes_nothing(assignment):
    """A file that is as it should be keeps its time, so that editors and make see no change."""
    (path,) = build(assignment)
    before = path.stat()

    written = build(assignment)

    assert written == []
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert path.stat().st_ino == before.st_ino


def test_a_faulty_reference_leaves_all_skeletons_alone(assignment):
    """Nothing is written when one file of several is wrong."""
    (assignment / "reference" / "zeta.py").write_text("# BEGIN SOLUTION\n", encoding="utf-8")

    with pytest.raises(ConfigError, match=r"reference/zeta\.py:1: "):
        build(assignment)

    assert not (assignment / "exercises").exists()


def test_a_file_that_is_not_utf_8_is_named(assignment):
    """The reader learns which file cannot be read."""
    (assignment / "reference" / "loss.py").write_bytes(b"x = '\xff'\n")

    with pytest.raises(ConfigError, match=r"reference/loss\.py: cannot be read as UTF-8"):
        build(assignment)


def test_an_assignment_without_solutions_is_refused(tmp_path):
    """An empty or missing reference folder is a wrong call, not zero skeletons."""
    with pytest.raises(ConfigError, match="no solutions"):
        build(tmp_path)


def test_stale_is_silent_after_a_build(assignment):
    """What build wrote is what stale expects."""
    build(assignment)

    assert stale(assignment) == []


def test_stale_names_missing_different_and_surplus_files(assignment):
    """Each kind of fault says what to do, and nothing is written."""
    (assignment / "reference" / "loss.py").write_text("x = 1\n", encoding="utf-8")
    build(assignment)
    (assignment / "exercises" / "loss.py").unlink()
    (assignment / "exercises" / "optimizer.py").write_text(SKELETON + "\n", encoding="utf-8")
    (assignment / "exercises" / "old.py").write_text("", encoding="utf-8")

    faults = stale(assignment)

    assert faults == [
        "exercises/loss.py is missing: run grader build",
        "exercises/optimizer.py is not what reference/optimizer.py gives: run grader build",
        "exercises/old.py has no reference/old.py: remove it",
    ]
    assert not (assignment / "exercises" / "loss.py").exists()


# ---------------------------------------------------------------- this repository


def test_the_committed_skeletons_are_fresh():
    """`exercises/` holds what `reference/` gives."""
    faults = stale(REPOSITORY)

    assert not faults, "\n".join(faults)


def test_no_function_of_the_skeletons_is_solved_by_accident():
    """Every public function and method of the skeletons raises NotImplementedError with its own name."""
    solved = []

    for path in sorted((REPOSITORY / "exercises").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        owners = [("", tree), *((f"{n.name}.", n) for n in tree.body if isinstance(n, ast.ClassDef))]
        solved += [
            f"{path.name}: {prefix}{node.name}"
            for prefix, owner in owners
            for node in owner.body
            if isinstance(node, ast.FunctionDef)
            and (not node.name.startswith("_") or node.name.endswith("__"))
            and f"NotImplementedError('{prefix}{node.name}')" not in ast.unparse(node)
        ]

    assert solved == []
