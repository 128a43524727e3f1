"""The class report in a real browser: sorted, filtered, searched, printed, and obeying nobody."""

from __future__ import annotations

import pytest

from grader.classpage import class_page
from tests.browser import WIDTHS
from tests.classviews import HOSTILE, class_of, hostile_class

COUNT = 40


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """An ordinary class with a page for each student, and a hostile one: views and files."""
    made = {}
    for name, view_in in {"ordinary": lambda path: class_of(path, COUNT), "hostile": hostile_class}.items():
        folder = tmp_path_factory.mktemp(name)
        view = view_in(folder)
        reports = [row.report for row in view.rows if row.report]
        (folder / "feedback").mkdir()
        for report in reports:
            (folder / "feedback" / f"{report}.html").write_text("<title>feedback</title>")
        (folder / "index.html").write_text(class_page(view, reports), encoding="utf-8")
        made[name] = (view, folder / "index.html")
    return made


@pytest.fixture
def ordinary(places, browser_page):
    """The view of an ordinary class and its page, open."""
    view, path = places["ordinary"]
    return view, browser_page.open(path, width=1400)


def visible(page):
    """Return the numbers of the students who are shown, in their order."""
    rows = page.evaluate(
        "[...document.querySelectorAll('#class tbody tr')].filter(r => !r.hidden).map(r => r.id)"
    )
    return [int(row[1:]) for row in rows]


def status(page):
    """Return what the live region says."""
    return page.locator("#shown").inner_text()


@pytest.mark.parametrize("name", ["ordinary", "hostile"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_is_quiet_and_readable_by_all(places, browser_page, axe, name, dark):
    """Nothing is asked for, nothing complained of, axe-core finds no violation; every row is shown to it."""
    page = browser_page.open(places[name][1], width=1400, dark=dark)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")

    faults = axe(page)

    assert (faults, browser_page.requests, browser_page.complaints) == ([], [], [])


@pytest.mark.parametrize("width", WIDTHS)
def test_no_width_scrolls_the_page_sideways(places, browser_page, width):
    """A wide table scrolls inside its own frame, on a telephone too."""
    for _, path in places.values():
        page = browser_page.open(path, width=width)

        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_hostile_names_are_shown_and_run_nothing(places, browser_page):
    """In every table and list; the title is ours."""
    page = browser_page.open(places["hostile"][1], width=1400)

    assert page.title() == "Networks: class report"
    text = page.locator("#class").inner_text()
    for each in HOSTILE:
        assert each.replace("\u202e", "\\u202e").replace("\u2066", "\\u2066") in text
    assert not {"\u202e", "\u2066"} & set(page.content())
    assert (browser_page.requests, browser_page.complaints) == ([], [])


@pytest.mark.parametrize("name", ["ordinary", "hostile"])
def test_links_open_the_files_beside_the_page(places, browser_page, name):
    """Feedback and report of every student whose id a link could trip over."""
    view, path = places[name]
    for kind in ("feedback", "reports"):
        page = browser_page.open(path)
        hrefs = page.eval_on_selector_all(f'a[href^="{kind}/"]', "links => links.map(link => link.href)")
        assert len(hrefs) == sum(bool(row.report) for row in view.rows)
        for href in hrefs[-len(HOSTILE) :] if name == "hostile" else hrefs[:1]:
            answer = page.goto(href)
            assert answer.ok or answer.status == 0
            assert "feedback" in page.title() or '"schema_version"' in page.content()


def test_a_click_on_a_heading_sorts(ordinary):
    """Numbers from the highest down first, then up; whoever has none stays last; the heading says so."""
    view, page = ordinary
    score = {row.number: row.grade.score for row in view.rows}
    heading = page.locator("#class th", has_text="Points")

    heading.get_by_role("button").click()
    down = [score[number] for number in visible(page)]
    assert heading.get_attribute("aria-sort") == "descending"
    heading.get_by_role("button").click()
    up = [score[number] for number in visible(page)]

    known = sorted(value for value in score.values() if value is not None)
    assert (down, up) == (known[::-1] + [None] * down.count(None), known + [None] * up.count(None))
    assert heading.get_attribute("aria-sort") == "ascending"
    assert page.locator("#class th[aria-sort]").count() == 1


def test_names_sort_as_people_do(ordinary):
    """Letters with marks beside those without, whatever their case."""
    view, page = ordinary

    page.locator("#class th", has_text="Student").get_by_role("button").click()

    names = {row.number: row.grade.name for row in view.rows}
    shown = [names[number] for number in visible(page)]
    latin = [name for name in shown if name[0] in "AaZzŁłJjEeNn"]
    assert latin == sorted(latin, key=lambda name: name.replace("Ł", "L").replace("ş", "s").replace("ë", "e"))


def test_each_filter_leaves_those_whom_it_means(ordinary):
    """Status, misconception and failed check, alone and together; the live region counts."""
    view, page = ordinary
    item = max(view.checks, key=lambda each: len(each.failed))
    number = view.checks.index(item)
    mistake = view.mistakes[0]

    page.select_option("#f-check", str(number))
    assert visible(page) == sorted(item.failed)
    assert status(page) == f"{len(item.failed)} of {COUNT} students"
    page.select_option("#f-misconception", "0")
    assert visible(page) == sorted(set(item.failed) & set(mistake.rows))
    page.get_by_role("button", name="Clear").click()
    page.wait_for_function(f"document.getElementById('shown').textContent === '{COUNT} students'")
    page.select_option("#f-status", "graded")

    assert visible(page) == [row.number for row in view.rows if row.grade.status == "graded"]


def test_search_finds_names_without_their_marks(ordinary):
    """By name, id and group, in any case; several words must all be there."""
    view, page = ordinary
    zoe = [row.number for row in view.rows if "Zoë" in row.grade.name]

    page.fill("#q", "ZOE")
    found = visible(page)
    page.fill("#q", view.rows[3].grade.student)
    one = visible(page)
    page.fill("#q", "nobody of that name")

    assert found == zoe
    assert (one, visible(page), status(page)) == ([4], [], f"0 of {COUNT} students")


def test_a_figure_leads_to_its_students(ordinary):
    """From a misconception and from a failed check to the table, which shows them alone."""
    view, page = ordinary

    page.locator("#m0 h3 a").click()
    by_mistake = visible(page)
    item = min((each for each in view.checks if each.failed), key=lambda each: each.figures.difficulty)
    page.locator(f"#c{view.checks.index(item)} a").click()

    assert by_mistake == sorted(view.mistakes[0].rows)
    assert visible(page) == sorted(item.failed)
    assert page.locator("#f-check").input_value() == str(view.checks.index(item))


def test_a_link_to_a_hidden_row_shows_it(ordinary):
    """A name in a list leads to its row, also while a filter hides that; and so into a long table."""
    _, page = ordinary
    page.fill("#q", "nobody of that name")

    page.locator("#misconceptions details summary").first.click()
    page.locator("#misconceptions .people a").first.click()

    assert len(visible(page)) == COUNT
    last = page.locator("tr[id^=c]").last
    assert last.is_hidden()
    page.evaluate("location.hash = [...document.querySelectorAll('tr[id^=c]')].at(-1).id")
    last.wait_for(state="visible")


def test_everything_is_done_by_the_keyboard(ordinary):
    """From the top by Tab: past the skip link into the table; Enter sorts, letters search, Enter opens."""
    view, page = ordinary
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"

    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type(view.rows[0].grade.student)
    assert visible(page) == [1]
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Failed":
            break
    page.keyboard.press("Enter")
    failed = {row.number: len(row.failed) if row.sheet else -1 for row in view.rows}
    counts = [failed[number] for number in visible(page)]
    assert counts == sorted(counts, reverse=True)

    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


def test_without_script_it_is_a_plain_page(places, browser):
    """All rows, no form that does nothing, no heading that looks as if it sorted."""
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(places["ordinary"][1].as_uri())

    assert page.locator("#class tbody tr").count() == COUNT
    assert page.locator("#class tbody tr").last.is_visible()
    assert page.locator("#filters").is_hidden()
    assert page.locator("th button").count() == 0
    context.close()


def test_a_printed_table_repeats_its_whole_heading(places, browser_page):
    """Chromium repeats no button on the next sheet: for the printer what sorts is text."""
    page = browser_page.open(places["ordinary"][1], width=1400)

    page.emulate_media(media="print")

    displays = page.locator("th button").evaluate_all("all => all.map((b) => getComputedStyle(b).display)")
    assert set(displays) == {"contents"}


def test_it_prints_on_a4(places, browser_page, tmp_path):
    """Without navigation and form; what the screen filters is what the printer gets."""
    page = browser_page.open(places["ordinary"][1], width=1400)
    whole = page.pdf(prefer_css_page_size=True)
    page.fill("#q", "nobody of that name")
    less = page.pdf(prefer_css_page_size=True)

    assert whole.startswith(b"%PDF")
    assert b"/MediaBox [0 0 594.95996 841.91998]" in whole or b"/MediaBox [0 0 595" in whole
    assert whole.count(b"/Type /Page\n") > less.count(b"/Type /Page\n") > 0
    page.emulate_media(media="print")
    assert not page.locator(".contents").is_visible()
    assert not page.locator("#filters").is_visible()
    assert page.evaluate("document.getElementById('class').scrollWidth") <= 1400


def test_dark_is_dark(places, browser_page):
    """By what the reader's system asks for, on paper never."""
    page = browser_page.open(places["ordinary"][1], dark=True)
    background = "getComputedStyle(document.documentElement).backgroundColor"

    dark = page.evaluate(background)
    page.emulate_media(media="print")

    assert sum(int(part) for part in dark[4:-1].split(",")) < 150
    assert page.evaluate(background) == "rgb(255, 255, 255)"
