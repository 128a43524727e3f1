"""The feedback page in a real browser: offline, still, readable by all, printed, and obeying nobody."""

from __future__ import annotations

import re

import pytest

from grader.feedbackpage import feedback_page
from tests.browser import WIDTHS
from tests.feedbackreports import ACCURACY, BAND, check, hostile_report, report, rich_report


def many_differences():
    """Return a report with arrays too large for numbers in cells."""
    rows = [[float((row - 8) * column) for column in range(20)] for row in range(20)]
    array = {"name": "y", "shape": [20, 20], "expected": rows, "got": rows[::-1]}
    return report([check("layers/large", details={"comparison": array})])


REPORTS = {
    "rich": rich_report,
    "hostile": hostile_report,
    "many": many_differences,
    "passed": lambda: report(
        [check("layers/x", "passed")], [check("mnist/accuracy", "passed", kind="accuracy")], accuracy=ACCURACY
    ),
    "rejected": lambda: report(status="rejected", score=None, reason="ada: no Python file in it"),
    "internal": lambda: report([check("layers/x", "internal"), check("layers/y", "passed")]),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Each report's page as a file, by name."""
    folder = tmp_path_factory.mktemp("pages")
    paths = {name: folder / f"{name}.html" for name in REPORTS}
    for name, path in paths.items():
        path.write_text(feedback_page(REPORTS[name](), band=BAND), encoding="utf-8")
    return paths


def test_the_instruments_see_what_they_are_for(browser_page, axe, tmp_path):
    """A page that asks, complains and lacks a text alternative is found out in each of the three ways."""
    path = tmp_path / "bad.html"
    path.write_text(
        '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'; img-src http:">'
        '<img src="http://127.0.0.1:9/x"><script>document.title = "ran"</script>'
    )

    page = browser_page.open(path)

    assert browser_page.requests == ["http://127.0.0.1:9/x"]
    assert any("Content Security Policy" in text for text in browser_page.complaints)
    assert page.title() != "ran"
    assert any(fault.startswith("image-alt:") for fault in axe(page))


@pytest.mark.parametrize(
    "name, dark",
    [*((name, False) for name in REPORTS), ("rich", True), ("hostile", True), ("internal", True)],
)
def test_nobody_is_left_out(browser_page, axe, pages, name, dark):
    """No fault for axe-core, no request, no complaint, in light and in dark."""
    page = browser_page.open(pages[name], dark=dark)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")

    assert axe(page) == []
    assert browser_page.requests == []
    assert browser_page.complaints == []


@pytest.mark.parametrize("name", ["rich", "hostile", "many"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_window(browser_page, pages, name, width):
    """On a telephone as on a desk only tables scroll, each in its own frame."""
    page = browser_page.open(pages[name], width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_hostile_text_runs_nothing(browser_page, pages):
    """Script and markup of a student's making are read, and the page stays as it was made."""
    page = browser_page.open(pages["hostile"])
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")

    assert "OWNED" in page.inner_text("h1")
    assert "<script>document.title='OWNED'</script>" in page.inner_text("main")
    assert page.title() != "OWNED"
    assert page.locator("script, iframe, object, embed, form, [onerror]").count() == 0
    assert page.evaluate("[...document.images].every(each => each.src.startsWith('data:'))")
    assert page.evaluate("[...document.links].every(each => each.getAttribute('href').startsWith('#'))")
    assert browser_page.requests == []


def test_dark_is_dark_and_paper_is_white(browser_page, pages):
    """The system's choice holds on the screen; print is dark on white whatever it is."""
    background = "getComputedStyle(document.documentElement).backgroundColor"

    light = browser_page.open(pages["rich"]).evaluate(background)
    page = browser_page.open(pages["rich"], dark=True)
    dark = page.evaluate(background)
    page.emulate_media(media="print")

    assert [sum(map(int, re.findall(r"\d+", each)[:3])) > 3 * 128 for each in (light, dark)] == [True, False]
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(28, 32, 38)"


def test_it_prints_on_a4(browser_page, pages):
    """The PDF has pages of A4 upright, more than one, and not many."""
    page = browser_page.open(pages["rich"], dark=True)

    content = page.pdf(prefer_css_page_size=True, print_background=True)

    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert 2 <= len(boxes) <= 8
    assert all((round(float(x)), round(float(y))) == (595, 842) for x, y in boxes)


def test_the_keyboard_reaches_everything(browser_page, pages):
    """The first stop skips to the content; every link and fold is reached, seen, and opened by Enter."""
    page = browser_page.open(pages["rich"])
    focused = "document.activeElement"

    page.keyboard.press("Tab")
    assert page.evaluate(f"{focused}.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate(f"{focused}.id") == "content"
    stops, outlines = set(), set()
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(f"{focused} === document.body"):
            break
        if page.evaluate(f"{focused}.tagName") == "SUMMARY" and not page.evaluate(
            f"{focused}.parentElement.open"
        ):
            page.keyboard.press("Enter")
            assert page.evaluate(f"{focused}.parentElement.open")
        stops.add(page.evaluate(f"{focused}.tagName + ({focused}.getAttribute('href') || '')"))
        outlines.add(page.evaluate(f"getComputedStyle({focused}).outlineStyle"))

    links = page.evaluate("[...document.querySelectorAll('main a')].map(each => each.getAttribute('href'))")
    assert {f"A{link}" for link in links} <= stops
    assert page.locator("details:not([open])").count() == 0
    assert outlines == {"solid"}


def test_every_link_leads_to_a_place(browser_page, pages):
    """The first step and the table of tasks jump to what they name."""
    page = browser_page.open(pages["rich"])

    page.click(".first a")

    target = page.evaluate("document.querySelector(':target').innerText")
    assert "The title of layers/activation_forward[ReLU]" in target
    missing = page.evaluate(
        "[...document.links].map(each => each.getAttribute('href').slice(1))"
        ".filter(id => !document.getElementById(id))"
    )
    assert missing == []


def test_formulas_are_set_without_a_script(browser_page, pages):
    """MathML takes its place: a fraction is higher than a line of text."""
    page = browser_page.open(pages["rich"])

    box = page.locator("mfrac").first.bounding_box()

    assert box["height"] > 24
    assert box["width"] > 8


def test_matrix_runs_and_formulas_fit_a_telephone(browser_page, tmp_path):
    """Counts of three digits, three runs and the longest formula are seen whole at 390 pixels."""
    counts = [[580 if row == column else 12 for column in range(10)] for row in range(10)]
    trained = check("mnist/accuracy", kind="accuracy")
    whole = report([check("data/whiten_decorrelates"), trained], accuracy=ACCURACY | {"confusion": counts})
    path = tmp_path / "page.html"
    path.write_text(feedback_page(whole), encoding="utf-8")

    page = browser_page.open(path, width=390)

    wide = "all => all.filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.getAttribute('aria-label'))"
    assert page.locator(".scroll, .formulas").count() == 4
    assert page.locator(".scroll, .formulas").evaluate_all(wide) == []
