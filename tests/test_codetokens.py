"""Reading source as tokens that stay the same when names, comments and layout change."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.codetokens import MOST_BYTES, MOST_COLUMNS, code_tokens

PLAIN = """\
def scale(values, factor=2.0):
    total = np.sum(values)
    return [value * factor for value in values if total > 0]
"""


def codes(source: str) -> list[int]:
    """Return the numbers of the tokens of *source*."""
    return code_tokens(source.encode()).codes.tolist()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("values", "xs").replace("total", "s").replace("scale", "stretch"),
        lambda text: "# mine\n" + text.replace("\n", "  # a comment\n"),
        lambda text: text.replace("    ", "\t").replace("\n", "\n\n"),
        lambda text: text.replace("\n    total", '\n    """What it does."""\n    total'),
        lambda text: text.replace("2.0", "3"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
    ],
    ids=["names", "comments", "layout", "docstring", "numbers", "line ends", "byte order mark"],
)
def test_disguises_make_no_difference(change):
    """What a copyist changes first is nothing."""
    assert codes(change(PLAIN)) == codes(PLAIN)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("np.sum", "np.prod"),
        lambda text: text.replace("*", "/"),
        lambda text: text.replace("if total > 0", ""),
        lambda text: text.replace("[", "(").replace("]", ")"),
    ],
    ids=["NumPy's name", "operator", "condition", "brackets"],
)
def test_other_code_is_other_code(change):
    """NumPy's names, operators and structure count."""
    assert codes(change(PLAIN)) != codes(PLAIN)


def test_a_text_counts_once_however_it_is_written():
    """Quotes, escapes and prefixes are pieces of one text."""
    assert codes("x = 'a\\n%s'\n") == codes('y = "b"\n') == codes("z = r'c'\n")[:2] + codes("z = 'c'\n")[2:]


def test_lines_are_those_of_the_file():
    """Also below comments, blank lines and texts of several lines."""
    source = '# head\n\nx = 1\n\ny = """a\n\nb"""\nz = 3\n'

    tokens = code_tokens(source.encode())

    assert tokens.lines.tolist() == [3, 3, 3, 5, 5, 5, 8, 8, 8]


def test_numbers_are_the_same_on_every_machine():
    """Python's own hashes differ from run to run; what is listed must not."""
    assert codes("x = 1\n") == codes("x = 1\n")
    assert code_tokens(b"=").codes.tolist() == [10840086810182997532]


def test_broken_source_is_read_all_the_same():
    """A syntax error is no hiding place."""
    broken = PLAIN.replace("factor=2.0):", "factor=2.0)")

    assert codes(broken) == codes(PLAIN)[:9] + codes(PLAIN)[10:]


def test_too_long_a_file_is_told():
    """And costs no time."""
    tokens = code_tokens(b"x = 1\n" * MOST_BYTES)

    assert (len(tokens.codes), tokens.note) == (0, "larger than 100 kB: not compared")


def test_too_long_lines_are_told_and_the_others_read():
    """Data on one line is not what is compared."""
    tokens = code_tokens(b"x = 1\n" + b"9" * (MOST_COLUMNS + 1) + b"\ny = 2\n")

    assert tokens.lines.tolist() == [1, 1, 1, 3, 3, 3]
    assert tokens.note == f"1 lines of more than {MOST_COLUMNS} characters were not compared"


@pytest.mark.parametrize(
    "piece",
    [
        "'\\N{\"",
        "(",
        "\0",
        "a.",
        '"%(',
        'f"{a:',
        "@a.",
        "\\\n",
        '"""',
        "\n ",
        "1e",
        "\n'\\N{",
        "class ",
        "é\n",
    ],
)
def test_hostile_text_is_read_to_its_end(piece):
    """Deep nesting, NULs and what sends a lexer's expressions back and forth; as large as is read."""
    line = (piece * 2_000).encode()[:MOST_COLUMNS].decode("utf-8", "ignore")
    content = (line + "\n").encode() * (MOST_BYTES // (2 * MOST_COLUMNS)) + b"\n'''\n\"\"\"\nx = 1\n"

    tokens = code_tokens(content)

    assert len(tokens.codes) == len(tokens.lines) > 0
    assert tokens.lines.max() <= content.count(b"\n")


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read(content):
    """Never an error: what is not text is compared as far as it is."""
    tokens = code_tokens(content)

    assert len(tokens.codes) == len(tokens.lines)
