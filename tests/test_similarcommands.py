"""The command `grader similar`."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.errors import UsageError
from grader.similarcommands import NO_VERDICT, similar_app

ROOT = Path(__file__).resolve().parents[1]
SOLUTIONS = ROOT / "tests" / "fairness" / "solutions"


def run(*words: str):
    """Type the command."""
    return CliRunner().invoke(similar_app, [*words, "-a", str(ROOT)], catch_exceptions=False)


@pytest.fixture
def submissions(tmp_path) -> Path:
    """Return a class of eight in which two have the same."""
    folder = tmp_path / "class"
    names = ("closures", "dataclasses", "einsum", "loops", "metaprogramming", "slots", "type_hints")
    for name in names:
        shutil.copytree(SOLUTIONS / name, folder / name)
    shutil.copytree(SOLUTIONS / "slots", folder / "copyist")
    return folder


def test_a_pair_is_shown_with_both_places_and_as_no_verdict(submissions):
    """Who, how much of each, where on both sides, and what it does not mean."""
    shown = run(str(submissions))

    text = " ".join(shown.stdout.split())
    assert shown.exit_code == 0
    assert text.startswith("1 pair of 8 submissions shares more than the skeleton and the class explain.")
    assert NO_VERDICT in text
    assert "1. copyist slots 100% and 100% of what is their own:" in text
    assert "layers.py:" in text


def test_everything_is_written_as_a_table(submissions, tmp_path):
    """Also what the terminal has no room for."""
    table = tmp_path / "similar.csv"

    shown = run(str(submissions), "-o", str(table))

    rows = list(csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines()))
    assert {(row["left"], row["right"]) for row in rows} == {("copyist", "slots")}
    assert str(table) in "".join(shown.stdout.split("\n"))


def test_a_class_without_pairs_says_so(submissions):
    """And does not talk of verdicts."""
    shutil.rmtree(submissions / "copyist")

    shown = run(str(submissions))

    assert shown.stdout.startswith("0 pairs of 7 submissions share more than")
    assert "verdict" not in shown.stdout


def test_what_cannot_be_compared_is_told(submissions):
    """Too large a file, and a submission that cannot be read, by name."""
    (submissions / "loops" / "data_table.py").write_bytes(b"x = 1\n" * 30_000)
    (submissions / "torn.zip").write_bytes(b"PK\x03\x04torn")

    text = "".join(run(str(submissions)).stdout.split())  # a path is broken where a line ends

    assert "loops: data_table.py: larger than 100 kB: not compared".replace(" ", "") in text
    assert "torn.zip" in text


def test_names_of_strangers_are_shown_and_not_obeyed(submissions):
    """A folder's name may hold what a terminal would take for a command."""
    (submissions / "slots").rename(submissions / "red\x1b[31m")

    shown = run(str(submissions))

    assert "\x1b" not in shown.stdout


def test_a_path_that_is_not_there_is_a_usage_error():
    """In one line."""
    with pytest.raises(UsageError, match="nowhere"):
        run("nowhere")


def test_a_table_that_cannot_be_written_is_a_usage_error(submissions):
    """In one line that names the file."""
    with pytest.raises(UsageError, match=r"similar\.csv: cannot be written: "):
        run(str(submissions), "-o", str(submissions / "slots" / "layers.py" / "similar.csv"))
