"""Filling one column of a gradebook exported from Canvas."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.canvascsv import fill
from grader.csvcells import read_sheet
from grader.errors import UsageError
from grader.grades import Grade
from tests.tenscripts import AWKWARD, TEN_SCRIPTS

HEADER = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Homework 1 (501),Homework 2 (502),Current Score,Final Score"
)
POSSIBLE = "    Points Possible,,,,,10,20,(read only),(read only)"
COLUMN = "Homework 1 (501)"


def book(
    *rows: str, header: str = HEADER, possible: str = POSSIBLE, end: str = "\r\n", bom: bool = False
) -> bytes:
    """Return a gradebook as Canvas writes it."""
    return (("\ufeff" if bom else "") + end.join([header, possible, *rows, ""])).encode()


def score(student: str, points: float | None, status: str = "graded", name: str = "", **ids: str) -> Grade:
    """Return a grade out of 10."""
    return Grade(student, points, 10, status=status, name=name, ids=ids)


def cells(content: bytes, delimiter: str = ",") -> list[list[str]]:
    """Return what a program reads in the file."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_one_column_is_filled_and_nothing_else():
    """Students, points possible, totals and the other assignment stay byte by byte."""
    template = book('"Lee, Ann",7,s7,ann,A,,3,88,88', '"Ray, Bob",8,s8,bob,"A, B",-,,,')

    filled = fill(template, [score("ann", 7.5, canvas="7"), score("bob", 10.0, canvas="8")], COLUMN)

    assert filled.content == book('"Lee, Ann",7,s7,ann,A,7.5,3,88,88', '"Ray, Bob",8,s8,bob,"A, B",10,,,')
    assert (filled.written, filled.unmatched_rows, filled.unmatched_grades, filled.notes) == (2, (), (), ())


def outside(content: bytes, column: int) -> list[bytes]:
    """Return the bytes that lie between the cells of *column* below the first two rows."""
    sheet = read_sheet(content, "a.csv", lambda texts: texts[:2] == ["Student", "ID"])
    spans = [(row[column].start, row[column].end) for row in sheet.rows[2:]]
    edges = [0, *(edge for span in spans for edge in span), len(content)]
    return [content[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [True, False])
def test_byte_order_mark_and_line_ends_stay(bom, end):
    """Whether the file came from Windows or not."""
    template = book("Ann,7,,,A,,,,", end=end, bom=bom)

    content = fill(template, [score("ann", 7.5, canvas="7")], COLUMN).content

    assert content == book("Ann,7,,,A,7.5,,,", end=end, bom=bom)


def test_a_row_about_muting_and_blank_lines_are_no_students():
    """Canvas writes a row on which assignments are hidden, and skips empty ones."""
    template = book(",,,,,Manual Posting,,,", "Ann,7,,,A,,,,", ",,,,,,,,", "")

    filled = fill(template, [score("ann", 7.5, canvas="7")], COLUMN)

    assert filled.content == book(",,,,,Manual Posting,,,", "Ann,7,,,A,7.5,,,", ",,,,,,,,", "")
    assert filled.unmatched_rows == ()


def test_the_test_student_is_nobody_to_report():
    """`Student, Test` is in every gradebook; others without a grade are named."""
    template = book('"Student, Test",99,,x,A,,,,', '"Ray, Bob",8,,bob,A,5,,,')

    filled = fill(template, [], COLUMN)

    assert (filled.content, filled.unmatched_rows) == (template, ("Ray, Bob",))


def test_a_grade_without_a_row_is_reported():
    """By the gradebook's words, so that somebody can look."""
    filled = fill(book("Ann,7,,,A,,,,"), [score("zoe", 1.0, name="Zoe Fox", canvas="77")], COLUMN)

    assert filled.unmatched_grades == ("Zoe Fox (zoe)",)


@pytest.mark.parametrize(
    "grade",
    [
        score("x", 7.5, canvas="7"),
        score("x", 7.5, sis="s7"),
        score("S7", 7.5),
        score("x", 7.5, login="ANN"),
        score("ann", 7.5),
        score("x", 7.5, name="Ann Lee"),
        score("x", 7.5, name="leeann"),
        score("x", 7.5, name="Ann Lee", canvas="7", sis="other"),
    ],
)
def test_students_are_found_by_canvas_id_sis_id_login_or_name(grade):
    """Whatever of these the gradebook knows."""
    content = fill(book('"Lee, Ann",7,s7,ann,A,,,,'), [grade], COLUMN).content

    assert content == book('"Lee, Ann",7,s7,ann,A,7.5,,,')


def test_the_canvas_id_outweighs_login_and_name():
    """As in Canvas's own import."""
    template = book('"Lee, Ann",7,s7,ann,A,,,,', '"Ray, Bob",8,s8,bob,A,,,,')
    grades = [score("ann", 1.0, name="Ann Lee", canvas="8"), score("bob", 2.0, name="Bob Ray", canvas="7")]

    content = fill(template, grades, COLUMN).content

    assert content == book('"Lee, Ann",7,s7,ann,A,2,,,', '"Ray, Bob",8,s8,bob,A,1,,,')


def test_last_and_first_names_may_have_columns_of_their_own():
    """Canvas can export `LastName,FirstName`."""
    header = "LastName,FirstName,ID,SIS Login ID,Section,Homework 1 (501)"
    template = book("Lee,Ann,7,ann,A,", header=header, possible="    Points Possible,,,,,10")

    content = fill(template, [score("x", 7.5, name="Ann Lee")], COLUMN).content

    assert content == book("Lee,Ann,7,ann,A,7.5", header=header, possible="    Points Possible,,,,,10")


def test_a_name_that_was_quoted_for_excel_is_found():
    """Canvas puts quotes around a name that starts with `=`."""
    template = book('"""=Lee, Ann""",7,,,A,,,,')

    assert fill(template, [score("x", 7.5, name="=Lee, Ann")], COLUMN).written == 1


@pytest.mark.parametrize("column", ["Homework 1 (501)", "501", "Homework 1"])
def test_a_column_is_named_by_title_id_or_both(column):
    """Whatever the instructor has at hand."""
    assert fill(book("Ann,7,,,A,,,,"), [score("ann", 1.0, canvas="7")], column).written == 1


@pytest.mark.parametrize("column", ["Homework 3", "503", "Current Score", "Section", "", "Homework"])
def test_an_unknown_column_is_refused_with_a_list(column):
    """Nothing is ever added: Canvas would make a new assignment of it."""
    with pytest.raises(
        UsageError, match=r"no assignment .*there is 'Homework 1 \(501\)', 'Homework 2 \(502\)'"
    ):
        fill(book(), [], column)


def test_a_title_that_two_assignments_have_is_refused():
    """The id tells them apart."""
    header = HEADER.replace("Homework 2", "Homework 1")

    with pytest.raises(
        UsageError, match=r"could be 'Homework 1 \(501\)', 'Homework 1 \(502\)': give the number"
    ):
        fill(book(header=header), [], "Homework 1")

    assert fill(book("Ann,7,,,A,,,,", header=header), [score("ann", 1.0, canvas="7")], "502").written == 1


def test_a_title_may_hold_brackets_and_commas():
    """Only the number at the end is the id."""
    header = HEADER.replace("Homework 1 (501)", '"Essay (a, b) (v2) (501)"')

    assert (
        fill(
            book("Ann,7,,,A,,,,", header=header), [score("ann", 1.0, canvas="7")], "Essay (a, b) (v2)"
        ).written
        == 1
    )


def test_totals_of_a_grading_period_are_no_assignments():
    """`Final Score (2020)` looks like one; Canvas leaves it out by its words."""
    header = HEADER.replace("Final Score", "Final Score (2020)")

    with pytest.raises(UsageError, match="no assignment"):
        fill(book(header=header), [], "2020")


def test_a_read_only_column_is_refused():
    """Canvas would ignore what is written there."""
    with pytest.raises(UsageError, match="column '501' is read-only in Canvas"):
        fill(book(possible=POSSIBLE.replace(",10,", ",(read only),")), [], "501")


@pytest.mark.parametrize(
    "cell, reason",
    [("EX", "excused (EX)"), ("ex", "excused (EX)"), ("N/A", "not assigned to this student (N/A)")],
)
def test_who_is_excused_or_not_assigned_is_left_alone(cell, reason):
    """And told, for a grade is lost there."""
    template = book(f"Ann,7,,,A,{cell},,,")

    filled = fill(template, [score("ann", 7.5, canvas="7")], COLUMN)

    assert (filled.content, filled.notes) == (template, (f"ann: {reason}: left alone",))


@pytest.mark.parametrize("status", ["internal", "missing", "rejected"])
def test_no_zero_is_invented(status):
    """Who has no score keeps what is there, with the reason."""
    template = book("Ann,7,,,A,4,,,")

    filled = fill(template, [score("ann", None, status, canvas="7")], COLUMN)

    assert (filled.content, filled.notes) == (
        template,
        (f"ann: no score ({status}): the cell stays as it was",),
    )


def test_the_missing_get_zero_on_request():
    """The instructor's decision, not ours."""
    filled = fill(
        book("Ann,7,,,A,,,,"), [score("ann", None, "missing", canvas="7")], COLUMN, missing_as_zero=True
    )

    assert filled.content == book("Ann,7,,,A,0,,,")


def test_a_grade_that_was_there_is_replaced_and_told():
    """So that an instructor sees what the import will change."""
    filled = fill(book("Ann,7,,,A,4,,,"), [score("ann", 7.5, canvas="7")], COLUMN)

    assert (filled.content, filled.notes) == (book("Ann,7,,,A,7.5,,,"), ("ann: 4 was there, now 7.5",))


def test_other_points_possible_are_told():
    """The grades are written as they are all the same."""
    filled = fill(book("Ann,7,,,A,,,,"), [score("ann", 7.5, canvas="7")], "502")

    assert filled.notes == ("Points Possible of 'Homework 2 (502)' is 20, but the grades are out of 10",)
    assert filled.written == 1


def test_a_file_with_semicolons_has_decimal_commas_if_its_numbers_have():
    """A title full of commas does not turn the file into one with commas."""
    header = HEADER.replace(",", ";").replace("Homework 1", "Homework 1, a, b, c, d, e, f, g, h")
    possible = POSSIBLE.replace(",", ";").replace("10", "10,00").replace("20", "20,00")
    template = book("Ann;7;;;A;;3,50;;", header=header, possible=possible)

    content = fill(template, [score("ann", 7.5, canvas="7")], "501").content

    assert content == book("Ann;7;;;A;7,5;3,50;;", header=header, possible=possible)


def test_a_decimal_comma_in_a_file_with_commas_is_quoted():
    """One cell stays one cell."""
    template = book('Ann,7,,,A,,"3,50",,', possible=POSSIBLE.replace("10", '"10,00"'))

    content = fill(template, [score("ann", 7.5, canvas="7")], "501").content

    assert cells(content)[2] == ["Ann", "7", "", "", "A", "7,5", "3,50", "", ""]


@pytest.mark.parametrize(
    "content, reason",
    [
        (b"", "the first line is not the header expected: empty"),
        (b"Name,Mark\nAnn,1\n", "the first line is not the header expected: 'Name', 'Mark'"),
        (b"Student,ID,Login,Homework 1 (501)\n", "no column Section"),
        (b'Student,ID,Section,"Homework 1 (501)\n', "a quote is opened and never closed"),
    ],
)
def test_what_is_no_gradebook_is_refused(content, reason):
    """With what stands there instead."""
    with pytest.raises(UsageError, match=f"book.csv.*{reason}"):
        fill(content, [], COLUMN, name="book.csv")


def test_the_same_grades_again_change_nothing():
    """A filled file filled again is the same file, and nothing is to be told."""
    grades = [score("ann", 2 / 3, canvas="7")]
    once = fill(book("Ann,7,,,A,,,,"), grades, COLUMN).content

    again = fill(once, grades, COLUMN)

    assert (again.content, again.written, again.notes) == (once, 0, ())


@settings(deadline=None)  # a busy machine is no fault
@given(
    st.lists(st.sampled_from(TEN_SCRIPTS + AWKWARD), unique=True, min_size=1),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.data(),
)
def test_in_any_template_only_the_column_changes(names, delimiter, end, bom, quoting, data):
    """Names in ten scripts, quotes, line breaks in cells: bytes outside of that column's cells stay."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting)
    rows = [HEADER.split(","), POSSIBLE.split(",")]
    rows += [
        [
            name,
            str(number),
            "",
            f"u{number}",
            data.draw(st.sampled_from(["A", "A;B", "1,2"])),
            "",
            "EX",
            "",
            "1",
        ]
        for number, name in enumerate(names)
    ]
    writer.writerows(rows)
    template = (("\ufeff" if bom else "") + stream.getvalue()).encode()
    grades = [score(f"s{number}", number + 0.5, name=name) for number, name in enumerate(names)]

    filled = fill(template, grades, COLUMN)

    expected = cells(template, delimiter)
    for number in range(len(names)):
        expected[number + 2][5] = f"{number}.5"
    assert cells(filled.content, delimiter) == expected
    assert filled.written == len(names)
    assert outside(filled.content, 5) == outside(template, 5)
