"""Specify what is seen while a folder is watched, at any size of the terminal."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from grader.board import Finding
from grader.page import Page
from grader.records import Kind, Spot, TrainingProgress, Verdict, Visibility
from grader.schema import CheckPart, Misconception
from grader.watchscreen import Screen, View, compose
from tests.emulation import Emulation

KEYS = "hnarq"

pytestmark = pytest.mark.usefixtures("usual_terminal")


def console(columns):
    """Return a console of that width, as a terminal has it."""
    from rich.console import Console

    return Console(
        file=io.TextIOWrapper(io.BytesIO(), "utf-8"), force_terminal=True, width=columns, height=99
    )


def finding(number, verdict=Verdict.FAILED, *, stale=False, message="forward: got 0", **more):
    """Return what was found by a check; a place belongs to what is lost."""
    part = CheckPart(
        id=f"layers/check_{number}",
        title=more.pop("title", f"Title {number}"),
        kind=Kind.UNIT,
        visibility=Visibility.VISIBLE,
        verdict=verdict,
        score=1.0 if verdict is Verdict.PASSED else 0.0,
        max_score=1.0,
        message="" if verdict is Verdict.PASSED else message,
        hint=f"Hint {number}.",
        misconception=more.pop("misconception", None),
        details={},
        output=more.pop("output", ""),
    )
    return Finding(part, None if verdict is Verdict.PASSED else Spot(Path("/x/layers.py"), number), stale)


def seen(view, columns=80, rows=24):
    """Return the lines on a screen of that size; no line is too long, and there are as many as rows."""
    lines = compose(view, Page(console(columns)), rows)
    assert len(lines) == rows
    assert all(line.cell_len <= columns for line in lines), [line.plain for line in lines]
    return [line.plain for line in lines]


FOUR = (finding(1, Verdict.PASSED), finding(2), finding(3), finding(4, Verdict.ERROR))


def test_the_first_failure_is_shown_whole_and_the_rest_in_a_line_each():
    """Title, place, message and hint of one; of the others sign, title and place."""
    lines = seen(View(FOUR, total=5, notice="layers.py saved", folder=Path("/x")))

    assert lines[0].startswith("━━━━━━━━━━━━━━━━────") or "1 of 5 passed" in lines[0]
    assert lines[1] == "layers.py saved"
    assert lines[3:7] == ["✗ Title 2", "  layers.py:2", "  forward: got 0", "  → Hint 2."]
    assert lines[8:10] == ["✗ Title 3  layers.py:3", "! Title 4  layers.py:4"]
    assert lines[-1] == "h no hint  n next  a all  r re-run  q quit"


def test_the_focus_chooses_what_is_whole():
    """What comes after it follows, then what stood before it."""
    lines = seen(View(FOUR, total=4, focus="layers/check_3", with_hint=False, folder=Path("/x")))

    assert lines[3:6] == ["✗ Title 3", "  layers.py:3", "  forward: got 0"]
    assert lines[7:9] == ["! Title 4  layers.py:4", "✗ Title 2  layers.py:2"]
    assert lines[-1].startswith("h hint ")


def test_a_mistake_that_is_known_is_told_before_the_numbers():
    """As in a report."""
    known = Misconception(name="m", explanation="You forgot the mean.")

    lines = seen(View([finding(1, misconception=known, output="printed\n")], total=1))

    assert lines[5:9] == ["  You forgot the mean.", "  forward: got 0", "  │ printed", "  → Hint 1."]


@pytest.mark.parametrize("rows", [1, 2, 3, 4, 5, 10, 24, 60])
@pytest.mark.parametrize("columns", [4, 8, 20, 40, 80, 200])
def test_bar_and_keys_are_in_view_at_any_size(columns, rows):
    """However long a message is: the keys stand in the last line, the bar in the first."""
    long = [finding(n, message="word " * 400, title="title " * 30, output="o\n" * 50) for n in range(1, 40)]
    for view in (View(long, total=50), View(long, total=50, with_all=True), View(), View(FOUR, total=4)):
        lines = seen(view, columns, rows)

        if columns >= 10:
            assert [key for key in KEYS if key in lines[-1]] == list(KEYS)
            assert rows == 1 or lines[0][0] in "━─"


def test_on_a_small_screen_the_message_gives_way_to_place_and_hint():
    """40 by 10: what to mend, where, and how to begin; and how many others there are."""
    lines = seen(View([finding(1, message="word " * 99), *FOUR], total=9, folder=Path("/x")), 40, 10)

    assert lines[2:4] == ["✗ Title 1", "  layers.py:1"]
    assert lines[-4:-1] == ["  ...", "  → Hint 1.", "  and 3 more: a lists them"]


def test_all_checks_are_listed_page_by_page():
    """Passed ones too; the page after the last is the first."""
    many = [finding(n, Verdict.PASSED) for n in range(1, 31)]
    views = [View(many, total=30, with_all=True, page=n) for n in range(4)]

    pages = [seen(view, 40, 16) for view in views]

    assert [page[3] for page in pages] == ["✓ Title 1", "✓ Title 12", "✓ Title 23", "✓ Title 1"]
    assert pages[2][-2] == "  page 3 of 3"


def test_a_file_that_does_not_compile_comes_first():
    """With its place; the verdicts from before are told as such."""
    alarm = (Spot(Path("/x/layers.py"), 7), "'(' was never closed")

    lines = seen(View([finding(1, stale=True)], total=1, alarms=[alarm], folder=Path("/x")))

    assert lines[3:5] == ["  layers.py:7", "! does not compile: '(' was never closed"]
    assert lines[5] == "✗ Title 1 (before the save)"
    assert "0 of 1 passed" in lines[0]


def test_a_training_tells_how_far_it_is():
    """It takes the longest."""
    training = TrainingProgress(run=1, runs=3, iteration=50, iterations=1250, loss=0.5)

    line = seen(View(FOUR, total=5, running="mnist/accuracy", training=training))[0]

    assert line.endswith("1 of 5 passed  1/3, 50/1250  mnist/accuracy")


def test_when_all_is_well_it_says_so():
    """And only when all checks have a verdict that holds."""
    assert "✓ Every check is passed." in seen(View([finding(1, Verdict.PASSED)], total=1))
    assert "✓ Every check is passed." not in seen(View([finding(1, Verdict.PASSED)], total=2))
    assert "✓ Every check is passed." not in seen(View([finding(1, Verdict.PASSED, stale=True)], total=1))


def test_nothing_of_the_students_is_obeyed():
    """Escape sequences in messages, prints, notices and names of files come out as text or not at all."""
    evil = "\x1b]0;title\x07\x1b[2J\x9b2J\x1b[31mred\x00\u202e"
    view = View(
        [finding(1, message=evil, output=evil)],
        total=1,
        notice=evil,
        alarms=[(Spot(Path(f"/x/{evil}.py"), 1), evil)],
        folder=Path("/x"),
    )
    target = console(80)

    for line in compose(view, Page(target), 24):
        target.print(line)
    target.file.flush()
    written = target.file.buffer.getvalue().decode()

    emulation = Emulation(80, 40)
    emulation.feed(written.replace("\n", "\r\n"))  # which fails at what Rich does not write
    assert "\x1b]0;" not in written
    assert "red\\x00\\u202e" in emulation.text()
    assert emulation.links
    assert all(link.isprintable() and link.isascii() for link in emulation.links)


def test_a_screen_that_was_never_started_does_nothing():
    """Stopping or drawing it is no fault."""
    stream = io.StringIO()
    screen = Screen(stream)
    screen.draw(View())
    screen.stop()

    assert stream.getvalue() == ""
