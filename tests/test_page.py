"""Specify how text that is not trusted gets to a terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from grader.page import Page, is_lively, make_console, visible_text
from tests.streams import Terminal

pytestmark = pytest.mark.usefixtures("usual_terminal")


def printed(*args, width=40, fancy=False, encoding="utf-8", **options):
    """Return what `Page.put` prints of the arguments."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, newline="")
    console = Console(
        file=stream, width=width, no_color=not fancy, color_system=None, markup=False, emoji=False
    )
    Page(console).put(*args, **options)
    stream.flush()
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize(
    "text, seen",
    [
        ("a\x1b[31mred\x1b[0m", "ared"),
        ("\x1b]0;title\x07a\x1b]8;;http://x\x1b\\b", "ab"),
        ("\x9b31mred", "red"),
        ("\x1b", "\\x1b"),
        ("a\x00\x08b\x7f", "a\\x00\\x08b\\x7f"),
        ("a\u202eb\u2066c\u200bd", "a\\u202eb\\u2066c\\u200bd"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\\u2028four"),
        ("a\tb", "a   b"),
        ("x ##[error]y ##vso[task] ## [z]", "x #\\#[error]y #\\#vso[task] ## [z]"),
        ("\udcff", "\\udcff"),
        ("Grüße ∂L/∂w 好", "Grüße ∂L/∂w 好"),
    ],
)
def test_controls_are_spelt_out_and_escapes_are_gone(text, seen):
    """What could move the cursor, change colours or turn the text round is not obeyed."""
    assert visible_text(text) == seen


def test_text_hangs_under_its_prefix():
    """Every line is as wide as there is room, and ends without spaces."""
    lines = printed("  x ", "a word " * 12, width=24).splitlines()

    assert lines[0] == "  x a word a word a word"
    assert all(line.startswith("    a") and line == line.rstrip() for line in lines[1:])


def test_a_prefix_can_be_repeated():
    """What a submission printed has its mark before every line."""
    assert printed("| ", "one\ntwo", repeat=True) == "| one\n| two\n"


def test_what_stands_right_is_aligned():
    """Points stand in a column at the end of the first line."""
    lines = printed("x ", "a title that needs two lines of this", width=30, right="-2.5").splitlines()

    assert [len(lines[0]), lines[0][-4:]] == [30, "-2.5"]
    assert "-2.5" not in lines[1]


def test_long_text_is_cut_at_a_line():
    """A message of a hundred lines is told by its first ones."""
    assert printed("", "line\n" * 100, most=2) == "line\nline\n...\n"


def test_a_word_longer_than_the_line_is_folded():
    """Nothing that was told is lost at the border."""
    assert printed("", "x" * 100, width=40).replace("\n", "") == "x" * 100


def test_markup_and_emoji_names_are_only_text():
    """Brackets and colons of a student's text are shown as they are."""
    assert printed("", "[bold red]x[/] :smile: [link=http://x]") == "[bold red]x[/] :smile: [link=http://x]\n"


@pytest.mark.parametrize("prefix", ["", "    "])
def test_a_line_never_starts_with_a_workflow_command(prefix):
    """GitHub's runner obeys lines that start with two colons, after spaces too, however wrapped."""
    text = printed(prefix, f"{'x' * 20} ::error::a\n  ::set-output name=a::b", width=30)

    assert [line for line in text.splitlines() if line.lstrip().startswith("::")] == []
    assert text.count("\\") == 2


def test_a_narrow_character_set_gets_escapes():
    """A terminal in Latin-1 or ASCII shows every character somehow."""
    assert printed("", "∂ü", encoding="ascii") == "\\u2202\\xfc\n"
    assert printed("", "∂ü", encoding="latin-1") == "\\u2202ü\n"


def test_wide_characters_keep_the_column():
    """A title in Chinese takes two columns for each character."""
    from rich.cells import cell_len

    line = printed("x ", "好" * 5, width=30, right="-1").rstrip("\n")

    assert cell_len(line) == 30


@pytest.mark.parametrize("variable, value", [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_no_colour_where_it_is_not_wanted(monkeypatch, variable, value):
    """NO_COLOR and dumb terminals get plain ASCII."""
    monkeypatch.setenv(variable, value)

    console = make_console(Terminal())

    assert console.no_color
    assert Page(console).sign("passed") == "+"


def test_a_file_gets_plain_text_of_eighty_columns():
    """What is not a terminal is a log: no colour, no signs beyond ASCII."""
    console = make_console(io.StringIO())

    assert (console.no_color, console.width, Page(console).sign("failed")) == (True, 80, "x")


def test_a_terminal_gets_colours_and_signs():
    """On a terminal the signs are drawn, unless plain output is asked for."""
    assert Page(make_console(Terminal())).sign("passed") == "✓"
    assert Page(make_console(Terminal(), plain=True)).sign("passed") == "+"


@pytest.mark.parametrize("columns, width", [("60", 60), ("300", 100), ("5", 20), ("x", 80)])
def test_the_width_is_kept_between_20_and_100_columns(monkeypatch, columns, width):
    """Lines of 300 columns cannot be read, and below 20 nothing fits."""
    monkeypatch.setenv("COLUMNS", columns)

    assert make_console(io.StringIO()).width == width


def test_only_a_terminal_is_lively(monkeypatch):
    """Lines are drawn again on terminals only, not on dumb ones."""
    assert is_lively(Terminal())
    assert not is_lively(io.StringIO())
    monkeypatch.setenv("TERM", "dumb")
    assert not is_lively(Terminal())


@pytest.mark.parametrize("part, bar", [(0, "...."), (0.5, "##.."), (0.999, "###."), (1, "####")])
def test_a_bar_is_full_only_at_the_whole(part, bar):
    """Nearly all is not all."""
    assert Page(make_console(io.StringIO())).bar(part, 4).plain == bar
