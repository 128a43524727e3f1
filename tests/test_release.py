"""Students get what they need, the same bytes each time, and nothing that is secret."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from grader.errors import ConfigError, UsageError
from grader.release import release, write
from tests.assignments import CONFIG, write_assignment
from tests.test_confidential import HIDDEN, MISTAKE, PRODUCT, SOLUTION

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture
def assignment(tmp_path):
    """One that may be handed out."""
    folder = write_assignment(tmp_path / "course", hidden=HIDDEN, reference=SOLUTION)
    (folder / "exercises/calc.py").write_bytes(PRODUCT)
    (folder / "exercises/README.md").write_text("# Averages\n")
    (folder / "reference/misconceptions").mkdir()
    (folder / "reference/misconceptions/average_without_division.py").write_text(MISTAKE)
    (folder / ".grader-secret").write_text("0123456789abcdef\n")
    return folder


def test_a_release_is_the_exercises_and_the_configuration(assignment):
    """Without caches, hidden files and what an editor left."""
    for name in ("__pycache__/calc.pyc", ".ipynb_checkpoints/a.ipynb", ".hidden", "calc.py~"):
        path = assignment / "exercises" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")

    made = release(assignment, {})

    assert made.faults == ()
    assert list(made.files) == [
        "config.yaml",
        "exercises/README.md",
        "exercises/calc.py",
        "exercises/checks/test_calc.py",
    ]


@pytest.mark.parametrize(
    "file, text, fault",
    [
        (
            "calc.py",
            "    return total_of_all_numbers / len(numbers)\n",
            "holds a line of reference/calc.py, line 10",
        ),
        ("README.md", "see calc/of_none\n", "names a hidden check of test_calc.py: calc/of_none"),
        ("checks/test_calc.py", "# see test_of_none\n", "names a hidden check of test_calc.py"),
        ("README.md", "it is 4.5678\n", "holds a number of reference/checks/test_calc.py: 4.5678"),
        ("notes.txt", "key 0123456789abcdef\n", "holds the secret of .grader-secret"),
        ("plot.bin", "\0\0 0123456789abcdef", "holds the secret of .grader-secret"),
        ("README.md", MISTAKE, "holds a sentence of the misconception average_without_division"),
    ],
)
def test_a_planted_secret_of_each_kind_is_refused(assignment, file, text, fault):
    """The file is named, the line where there are lines, and what is in it."""
    path = assignment / "exercises" / file
    before = path.read_text() if path.exists() else ""
    path.write_text(before + text)
    line = (
        "" if "\0" in text or "0123" in text else f":{before.count(chr(10)) + (2 if text == MISTAKE else 1)}"
    )

    faults = release(assignment, {}).faults

    assert any(each.startswith(f"exercises/{file}{line}: {fault}") for each in faults)


def test_skeletons_that_are_not_built_are_refused(assignment):
    """Students would get those of last year."""
    (assignment / "exercises/calc.py").write_bytes(PRODUCT + b"\nx = 1\n")

    assert release(assignment, {}).faults == (
        "exercises/calc.py is not what reference/calc.py gives: run grader build",
    )


def test_what_is_allowed_is_no_fault(assignment):
    """The instructor decides, in config.yaml."""
    (assignment / "exercises/README.md").write_text("it is 4.5678\n")
    (assignment / "config.yaml").write_text(CONFIG + 'release:\n  allowed: ["it is 4.5678"]\n')

    assert release(assignment, {}).faults == ()


@pytest.mark.parametrize(
    "section, left",
    [
        (
            "  checks:\n    calc/of_none: after_due_date\n    calc/double: hidden\n",
            "  checks:\n    calc/double: hidden\n",
        ),
        ("  checks:  # later\n    calc/of_none: after_due_date\n", "  checks: {}  # later\n"),
        ("  checks:\n    calc: visible\n", "  checks:\n    calc: visible\n"),
    ],
    ids=["one-of-two", "the-only-one", "a-task"],
)
def test_the_configuration_names_no_hidden_check(assignment, section, left):
    """The lines that say when one is shown stay behind, all others are as they were."""
    (assignment / "config.yaml").write_text(f"{CONFIG}visibility:\n{section}")

    made = release(assignment, {})

    assert made.files["config.yaml"].decode() == f"{CONFIG}visibility:\n{left}"
    assert made.faults == ()


def test_a_hidden_check_in_a_line_with_others_is_told(assignment):
    """No line could be left out."""
    (assignment / "config.yaml").write_text(f"{CONFIG}visibility:\n  checks: {{calc/of_none: hidden}}\n")

    with pytest.raises(
        ConfigError, match=r"config.yaml:\d+: names the hidden check calc/of_none; give it a line"
    ):
        release(assignment, {})


def test_a_link_is_refused(assignment):
    """It would lead out of the release, or into the reference."""
    (assignment / "exercises/more.py").symlink_to(assignment / "reference/calc.py")

    with pytest.raises(UsageError, match=r"more\.py: is a link"):
        release(assignment, {})


def test_an_archive_has_the_same_bytes_each_time(assignment, tmp_path):
    """Neither the time nor the place of a file counts."""
    targets = [tmp_path / "a.zip", tmp_path / "new/b.zip"]

    for target in targets:
        write(release(assignment, {}), target)
        (assignment / "exercises/README.md").touch()

    assert len({hashlib.sha256(target.read_bytes()).digest() for target in targets}) == 1
    with zipfile.ZipFile(targets[0]) as archive:
        assert archive.namelist()[0] == "tiny/config.yaml"
        assert archive.read("tiny/exercises/calc.py") == PRODUCT


def test_a_folder_is_written_twice_alike(assignment, tmp_path):
    """A second release replaces the first."""
    for _ in range(2):
        write(release(assignment, {}), tmp_path / "out")

    assert (tmp_path / "out/exercises/calc.py").read_bytes() == PRODUCT
    assert len([path for path in (tmp_path / "out").rglob("*") if path.is_file()]) == 4


def test_a_folder_with_other_files_is_left_alone(assignment, tmp_path):
    """Last year's solutions might lie there."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out/notes.txt").write_text("mine")

    with pytest.raises(UsageError, match=r"out: holds notes\.txt, which is no part of the release"):
        write(release(assignment, {}), tmp_path / "out")

    assert [path.name for path in (tmp_path / "out").iterdir()] == ["notes.txt"]


def test_the_flagship_may_be_handed_out():
    """Its visible checks and statement give nothing away."""
    made = release(REPOSITORY, {})

    assert made.faults == ()
    assert "exercises/checks/test_layers.py" in made.files
    assert not [path for path in made.files if path.startswith("reference")]
