"""Everybody's grade as one table."""

from __future__ import annotations

import csv
import io

from grader.grades import Grade
from grader.gradescsv import COLUMNS, grades_csv, write_grades

ADA = Grade(
    "ada",
    7.1 + 0.2,
    10,
    name="Ada Lovelace",
    group="A",
    ids={"canvas": "1042", "email": "ada@example.org"},
    submitted_at="2026-11-20T12:00:00+01:00",
    late_s=90.0,
    raw_score=8.3,
    late_deduction=1.0,
    adjustment=-0.5,
    attempts=2,
)


def rows_of(content: bytes) -> list[dict[str, str]]:
    """Return the rows as a program reads them."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_grade_is_a_row_with_all_that_is_known():
    """Score, how it came about, and what platforms call the student."""
    (row,) = rows_of(grades_csv([ADA]))

    assert row == {
        "student": "ada",
        "name": "Ada Lovelace",
        "group": "A",
        "score": "7.3",
        "max_score": "10",
        "status": "graded",
        "submitted_at": "2026-11-20T12:00:00+01:00",
        "late_s": "90",
        "raw_score": "8.3",
        "late_deduction": "1",
        "adjustment": "-0.5",
        "attempts": "2",
        "id_canvas": "1042",
        "id_email": "ada@example.org",
    }


def test_a_grade_that_is_not_there_is_no_zero():
    """Who was not graded has an empty cell and a reason."""
    (row,) = rows_of(grades_csv([Grade("bob", None, 10, status="internal", attempts=0)]))

    assert (row["score"], row["status"], row["raw_score"], row["attempts"]) == ("", "internal", "", "0")


def test_the_order_is_that_of_the_students():
    """The same grades make the same bytes in whatever order they come."""
    bob = Grade("bob", 1.0, 10, ids={"moodle": "7"})

    content = grades_csv([bob, ADA])

    assert [row["student"] for row in rows_of(content)] == ["ada", "bob"]
    assert content == grades_csv([ADA, bob])


def test_without_grades_there_is_a_header():
    """An empty class is a table without rows."""
    assert grades_csv([]).decode("utf-8-sig") == ",".join(COLUMNS) + "\r\n"


def test_a_name_cannot_be_a_formula():
    """Names, groups and ids are texts of strangers."""
    mallory = Grade("=1+1", -2.5, 10, name="@SUM(A1)", group="+1", ids={"email": "-x@example.org"})

    (row,) = rows_of(grades_csv([mallory]))

    assert (row["student"], row["name"], row["group"]) == ("'=1+1", "'@SUM(A1)", "'+1")
    assert (row["id_email"], row["score"]) == ("'-x@example.org", "-2.5")


def test_the_file_replaces_the_older_one(tmp_path):
    """Whole or not at all: nothing else is left in the folder."""
    path = tmp_path / "batch" / "grades.csv"
    write_grades([], path)

    write_grades([ADA], path)

    assert path.read_bytes() == grades_csv([ADA])
    assert [file.name for file in path.parent.iterdir()] == ["grades.csv"]
