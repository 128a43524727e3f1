"""Changing single cells of a CSV file, every other byte as it was."""

from __future__ import annotations

import csv
import io
import itertools

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grader.csvcells import Sheet, read_sheet
from grader.errors import UsageError


def sheet_of(content: bytes, delimiter: str = ",") -> Sheet:
    """Read a file whatever its header says."""
    return read_sheet(content, "a.csv", lambda texts: delimiter == "," or len(texts) > 1)


def closes_its_quotes(text: str) -> bool:
    """Return whether a row that follows *text* is a row of its own."""
    rows = list(csv.reader(io.StringIO(text + "\n,mark", newline="")))
    return rows[-1] == ["", "mark"]


def texts_of(sheet: Sheet) -> list[list[str]]:
    """Return what the cells say, row by row."""
    return [[cell.text for cell in row] for row in sheet.rows]


@settings(deadline=None)  # a busy machine is no fault
@given(st.text(alphabet='a",;\t\r\n é語', max_size=60))
def test_cells_are_those_of_pythons_csv(text):
    """Quotes, line ends and empty lines are read as the csv module reads them, in any text."""
    assume(closes_its_quotes(text))

    sheet = sheet_of(text.encode())

    assert texts_of(sheet) == list(csv.reader(io.StringIO(text, newline="")))


@settings(deadline=None)  # a busy machine is no fault
@given(st.text(alphabet='ab",;\t\r\n é語', max_size=60))
def test_cells_lie_where_they_are_said_to_lie(text):
    """Between two cells of a row there is the delimiter; each cell's bytes hold its text."""
    assume(closes_its_quotes(text))

    sheet = sheet_of(text.encode())

    for row in sheet.rows:
        for left, right in itertools.pairwise(row):
            assert sheet.content[left.end : right.start] == b","
        for cell in row:
            raw = sheet.content[cell.start : cell.end].decode()
            assert cell.text == next(csv.reader(io.StringIO(raw + ",", newline="")))[0]


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(st.lists(st.text(max_size=6), min_size=2, max_size=4), min_size=1, max_size=5), st.data())
def test_a_changed_cell_is_the_only_difference(rows, data):
    """Read back, the file differs in the changed cell alone; the bytes around it are as they were."""
    stream = io.StringIO()
    csv.writer(stream, quoting=data.draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))).writerows(rows)
    content = stream.getvalue().encode("utf-8", "replace")
    sheet = sheet_of(content)
    row = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, len(rows[row]) - 1))
    new = data.draw(st.sampled_from(["7.5", "7,5", "", 'a"b', "two\nlines"]))

    changed = sheet.changed({(row, column): new})

    expected = texts_of(sheet)
    expected[row][column] = new
    cell = sheet.rows[row][column]
    assert texts_of(sheet_of(changed)) == expected
    assert changed.startswith(content[: cell.start])
    assert changed.endswith(content[cell.end :])


def test_nothing_changed_is_the_same_file():
    """Byte order mark, line ends, blank lines and a missing last line end stay."""
    content = b'\xef\xbb\xbfa,"b"\r\n\r\n1,2\n\n3,4'

    assert sheet_of(content).changed({}) == content


def test_the_byte_order_mark_is_of_no_cell():
    """The first title is the title, not the mark before it."""
    sheet = sheet_of(b"\xef\xbb\xbfStudent,ID\n")

    assert texts_of(sheet) == [["Student", "ID"]]


@pytest.mark.parametrize(
    "before, after",
    [
        (b"a,1,c\n", b"a,9,c\n"),
        (b'a,"1",c\n', b'a,"9",c\n'),
        (b'"a","","c"\n', b'"a","9","c"\n'),
        (b'"a",,"c"\n', b'"a","9","c"\n'),
        (b'"a",,c\n', b'"a",9,c\n'),
        (b"a,,\n", b"a,9,\n"),
    ],
)
def test_quotes_stay_as_the_file_has_them(before, after):
    """A quoted cell stays quoted, an empty one follows its row."""
    assert sheet_of(before).changed({(0, 1): "9"}) == after


def test_a_text_with_the_delimiter_in_it_gets_quotes():
    """`7,5` in a file with commas would be two cells."""
    assert sheet_of(b"a,1\n").changed({(0, 1): "7,5"}) == b'a,"7,5"\n'
    assert sheet_of(b"a;1\n", ";").changed({(0, 1): "7,5"}) == b"a;7,5\n"


def test_the_delimiter_is_the_one_that_makes_a_header():
    """A title full of commas does not make commas the delimiter."""
    content = b"Student;ID;Essay (a, b, c, d, e)\nAda;1;2\n"

    sheet = read_sheet(content, "a.csv", lambda texts: texts[:2] == ["Student", "ID"])

    assert sheet.delimiter == ";"
    assert texts_of(sheet)[0][2] == "Essay (a, b, c, d, e)"


def test_a_row_says_on_which_line_it_starts():
    """Line breaks inside cells count as lines of the file."""
    sheet = sheet_of(b'a,"x\r\ny"\r\nb,1\r\n')

    assert [sheet.line(0), sheet.line(1)] == [1, 3]


def test_a_cell_that_is_not_there_says_nothing():
    """Short rows and columns that were not found are empty."""
    sheet = sheet_of(b"a,b\nc\n")

    assert (sheet.text(1, 1), sheet.text(0, None), sheet.text(0, 1)) == ("", "", "b")


@pytest.mark.parametrize(
    "content, reason",
    [
        (b'a,b\n"c,d\n', "a.csv, line 2: a quote is opened and never closed"),
        ("a\nM\xfcller\n".encode("latin-1"), "a.csv, line 2: not UTF-8"),
        ("a,b".encode("utf-16"), "not a CSV file in UTF-8"),
        (b"PK\x03\x04rest", "not a CSV file in UTF-8"),
    ],
)
def test_what_cannot_be_read_for_sure_is_refused(content, reason):
    """A file that was saved in another form is no template: what is not understood is not edited."""
    with pytest.raises(UsageError, match=reason):
        sheet_of(content)


def test_a_first_row_that_is_no_header_is_shown():
    """The message says what stands there instead."""
    with pytest.raises(UsageError, match=r"a\.csv: the first line is not the header expected: 'x', 'y'"):
        read_sheet(b"x,y\n", "a.csv", lambda texts: False)


def test_a_megabyte_of_quotes_is_read_in_no_time():
    """No regular expression goes back and forth over hostile input."""
    content = b'"' * 2_000_000 + b"x" + b'"' * 1_000_000

    with pytest.raises(UsageError, match="never closed"):
        sheet_of(b"a,b\n" + b'"' + content)
