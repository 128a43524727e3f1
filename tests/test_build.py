"""The files of `exercises/` are what the reference gives, whoever edits what."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from grader.build import build, products, stale
from grader.errors import ConfigError
from tests.test_skeleton import OPTIMIZER, SKELETON

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture
def assignment(tmp_path):
    """An assignment whose reference is one file."""
    (tmp_path / "reference" / "checks").mkdir(parents=True)
    (tmp_path / "reference" / "optimizer.py").write_text(OPTIMIZER, encoding="utf-8")
    (tmp_path / "reference" / "checks" / "test_optimizer.py").write_text("secret = 1\n", encoding="utf-8")
    return tmp_path


# ---------------------------------------------------------------- the files


def test_build_writes_a_skeleton_for_each_file_of_the_reference(assignment):
    """Files of `reference/` are exercises; checks are not."""
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


def test_packages_of_a_reference_are_built(assignment):
    """A course may have its files in folders, which import each other."""
    package = assignment / "reference" / "Layers"
    package.mkdir()
    (assignment / "reference" / "misconceptions").mkdir()
    (assignment / "reference" / "misconceptions" / "wrong.py").write_text("x = 1\n", encoding="utf-8")
    solved = "\n\ndef f():\n    # BEGIN SOLUTION\n    return _a, _b, _c\n    # END SOLUTION\n"
    (package / "__init__.py").write_text("_a = 1\n_b = 2\n_c = 3\n" + solved, encoding="utf-8")
    (package / "Base.py").write_text("from . import _a\n\nx = _a\n", encoding="utf-8")
    (assignment / "reference" / "main.py").write_text("import Layers\n\ny = Layers._b\n", encoding="utf-8")

    written = build(assignment)

    exercises = assignment / "exercises"
    assert [path.relative_to(exercises).as_posix() for path in written] == [
        *("Layers/Base.py", "Layers/__init__.py", "main.py", "optimizer.py"),
    ]
    assert (
        (exercises / "Layers" / "__init__.py")
        .read_text(encoding="utf-8")
        .startswith("_a = 1\n_b = 2\n\n\ndef")
    )
    assert stale(assignment) == []


def test_a_faulty_file_of_a_package_is_told_with_its_whole_path(assignment):
    """So are surplus files, in folders that the reference does not have too."""
    for folder in ("reference/Layers", "exercises/Old", "exercises/checks"):
        (assignment / folder).mkdir(parents=True)
    (assignment / "exercises" / "Old" / "a.py").write_text("", encoding="utf-8")
    (assignment / "exercises" / "checks" / "test_a.py").write_text("", encoding="utf-8")
    build(assignment)
    assert stale(assignment) == ["exercises/Old/a.py has no reference/Old/a.py: remove it"]
    (assignment / "reference" / "Layers" / "a.py").write_text("# END SOLUTION\n", encoding="utf-8")

    with pytest.raises(ConfigError, match=r"^reference/Layers/a\.py:1: "):
        build(assignment)


def test_what_another_skeleton_imports_stays(assignment):
    """By name, as an attribute, or by a star; what only another's solution imports goes."""
    solved = "\n\ndef {}():\n    # BEGIN SOLUTION\n    return {}\n    # END SOLUTION\n"
    used = "\n".join(f"_{name} = 1" for name in ("name", "attribute", "secret")) + "\n"
    sources = {
        "base": used + solved.format("f", "_name, _attribute, _secret"),
        "starred": "import math\n" + solved.format("g", "math.pi"),
        "user": (
            "import base\nfrom base import _name\nfrom base import _secret\nfrom starred import *\n\n"
            "x = _name, base._attribute, math.e\n" + solved.format("h", "_secret")
        ),
    }
    for stem, text in sources.items():
        (assignment / "reference" / f"{stem}.py").write_text(text, encoding="utf-8")

    made = {path.stem: content.decode().split("\n\n")[0] for path, content in products(assignment).items()}

    assert made["base"] == "_name = 1\n_attribute = 1"
    assert made["starred"] == "import math"
    assert made["user"] == "import base\nfrom base import _name\nfrom starred import *"


def test_every_byte_of_what_stays_survives(assignment):
    """Carriage returns, tabs, a mark at the beginning and no newline at the end are the author's."""
    content = b"\xef\xbb\xbfx = 1\r\n\r\ny = '\xc3\xa9'\t# z"
    (assignment / "reference" / "optimizer.py").write_bytes(content)

    (path,) = build(assignment)

    assert path.read_bytes() == content


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
