"""The commands of those who make an assignment: what they print, write and end with."""

import sys

import pytest

from grader import cli
from tests.assignments import write_assignment
from tests.test_confidential import PRODUCT, SOLUTION


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    """Call the command line beside an assignment; return exit code, standard output and standard error."""
    course = write_assignment(tmp_path / "course", reference=SOLUTION)
    (course / "exercises/calc.py").write_bytes(PRODUCT)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli.signal, "signal", lambda *_: None)

    def calls(*arguments):
        monkeypatch.setattr(sys, "argv", ["grader", "-a", str(course), *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        captured = capsys.readouterr()
        return ended.value.code or 0, captured.out, captured.err

    return calls


def test_build_says_what_it_wrote(call, tmp_path):
    """And nothing where nothing changed; --check names what is stale and ends with 1."""
    path = tmp_path / "course/exercises/calc.py"

    assert call("build") == (0, "", "")
    path.write_text("x = 1\n")
    stale = call("build", "--check")
    assert (stale[0], "exercises/calc.py is not what reference/calc.py gives" in stale[1]) == (1, True)
    assert call("build") == (0, f"wrote {path}\n", "")


def test_a_release_says_where_it_is(call, tmp_path):
    """One line, and the archive is there."""
    code, out, err = call("release", "-o", "students.zip")

    assert (code, err) == (0, "")
    assert out.startswith("students.zip: 3 files, ")
    assert (tmp_path / "students.zip").is_file()


def test_a_release_with_a_secret_is_refused(call, tmp_path):
    """Each place on standard output, the way on standard error, nothing written."""
    (tmp_path / "course/exercises/notes.md").write_text("x\nreturn total_of_all_numbers / len(numbers)\n")

    code, out, err = call("release", "-o", "students.zip")

    assert code == 1
    assert out.startswith(
        "exercises/notes.md:2: holds a line of reference/calc.py, line 10: return total_of_all"
    )
    assert "nothing was written" in err
    assert not (tmp_path / "students.zip").exists()
