"""The commands that make a ready autograder: what they write, and how they refuse."""

import zipfile

import pytest

from grader import cli
from tests.assignments import write_assignment


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    """Call `grader package` beside an assignment; return exit code, standard output and standard error."""
    write_assignment(tmp_path / "course")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setenv("GRADER_SECRET", "a secret")

    def calls(*arguments):
        monkeypatch.setattr("sys.argv", ["grader", "package", *arguments, "-a", "course"])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        captured = capsys.readouterr()
        return ended.value.code or 0, captured.out, captured.err

    return calls


def test_gradescope_is_written_with_its_settings(call, tmp_path):
    """One line says what was written."""
    code, out, err = call(
        *("gradescope", "-o", "a.zip", "--no-wheels", "--attempts", "3", "--per-hours", "24"),
        *("--time-limit-min", "20", "--leaderboard", "--hide-hidden", "--text-format", "html"),
    )

    settings = zipfile.ZipFile(tmp_path / "a.zip").read("settings.yaml").decode().splitlines()
    assert (code, err) == (0, "")
    assert out.startswith("a.zip: ")
    assert "the hidden checks among them" in out
    for line in ("attempts: 3", "per_hours: 24", "time_limit_min: 20", "leaderboard: true"):
        assert line in settings
    assert {"hide_hidden: true", "text_format: html", "isolation: walled"} <= set(settings)


@pytest.mark.parametrize(
    "options, told",
    [
        (["--attempts", "3"], "--per-hours is missing: attempts and per-hours belong together"),
        (["--time-limit-min", "50"], "--time-limit-min must be at most 40, got 50.0"),
        (["--text-format", "ansi"], "'ansi' is not one of 'text', 'md', 'html'"),
        (["--python", "3.11.2"], "a version of Python must be written as 3.11, got '3.11.2'"),
    ],
)
def test_a_wrong_option_is_told_and_nothing_is_written(call, tmp_path, options, told):
    """By its name, with what is allowed."""
    code, _, err = call("gradescope", "-o", "a.zip", "--no-wheels", *options)

    assert code == 2
    assert told in " ".join(err.replace("│", " ").split())
    assert not (tmp_path / "a.zip").exists()
