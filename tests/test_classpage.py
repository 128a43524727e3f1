"""Specify the class report as a file, without a browser: what is in it, that it obeys nobody, its size."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from grader.classpage import class_page
from tests.classviews import HOSTILE, class_of, hostile_class, large_view, view_of


class Reader(HTMLParser):
    """Collects elements with their attributes, and the text outside style and script."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.text, self._inside = [], "", None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._inside = tag if tag in {"script", "style"} else self._inside

    def handle_endtag(self, tag):
        self._inside = None if tag == self._inside else self._inside

    def handle_data(self, data):
        self.text += "" if self._inside else data

    def of(self, tag):
        """Return the attributes of the elements of one kind."""
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory):
    """The folder, the view and the page of a class of forty."""
    folder = tmp_path_factory.mktemp("class")
    view = class_of(folder)
    return folder, view, class_page(view)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The folder and the page of a hostile class, with pages for its students."""
    folder = tmp_path_factory.mktemp("hostile")
    view = hostile_class(folder)
    return folder, class_page(view, {row.report for row in view.rows})


def test_every_student_has_a_row_with_the_report(ordinary):
    """Those who are missing too, without a link; every link leads to a file that is there."""
    folder, view, page = ordinary
    read = Reader(page)

    rows = {attributes.get("id") for attributes in read.of("tr")}
    files = {unquote(each["href"]) for each in read.of("a") if each.get("href", "").startswith("reports/")}
    assert {f"s{row.number}" for row in view.rows} <= rows
    assert len(files) == sum(bool(row.report) for row in view.rows) == 40
    assert all((folder / name).is_file() for name in files)


def test_every_link_inside_the_page_leads_somewhere(ordinary, hostile):
    """No anchor is left without its place, and no place has two."""
    for page in (ordinary[2], hostile[1]):
        read = Reader(page)

        places = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
        anchors = {each["href"][1:] for each in read.of("a") if each["href"].startswith("#")}
        assert len(places) == len(set(places))
        assert anchors <= set(places)


def test_students_without_a_page_have_no_link_to_one(ordinary):
    """A feedback page that could not be written is not promised."""
    _, view, page = ordinary
    one = next(row.report for row in view.rows if row.report)

    assert 'href="feedback/' not in page
    assert class_page(view, {one}).count('href="feedback/') == 1


def test_odd_ids_are_links_to_their_files(hostile):
    """`#`, `%`, blanks, quotes and marks of direction in an id lead to its report, and nowhere else."""
    folder, page = hostile
    links = [each["href"] for each in Reader(page).of("a") if not each["href"].startswith("#")]

    assert {link.partition("/")[0] for link in links} == {"feedback", "reports"}
    assert all(re.fullmatch(r"(feedback|reports)/[A-Za-z0-9._~%-]+", link) for link in links)
    files = {unquote(link) for link in links if link.startswith("reports/")}
    assert len(files) == len(HOSTILE)
    assert all((folder / name).is_file() for name in files)


def test_hostile_texts_are_text(hostile):
    """Markup, scripts and templates stand there as somebody wrote them; marks of direction are spelt out."""
    read = Reader(hostile[1])

    assert len(read.of("script")) == 1
    assert not read.of("img")
    assert not [each for _, attributes in read.elements for each in attributes if each.startswith("on")]
    for text in HOSTILE:
        assert text.replace("\u202e", "\\u202e").replace("\u2066", "\\u2066") in read.text
    assert not set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068") & set(hostile[1])


def test_the_name_of_a_dot_is_spelt_out(tmp_path):
    """Pictures are not written by the template: their names turn no text round either."""
    page = class_page(class_of(tmp_path, 3, names=["\u202egnp.exe\x1b[31m\x01"]))

    assert "<title>\\u202egnp.exe\\x01: 0." in page
    assert not {"\u202e", "\x1b", "\x01"} & set(page)


def test_the_policy_allows_what_is_in_the_page_and_nothing_else(ordinary):
    """The hashes are those of the inline blocks; there is no style attribute and no address outside."""
    page = ordinary[2]
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]

    for tag in ("style", "script"):
        for text in re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL):
            assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy
    assert not [attributes for _, attributes in Reader(page).elements if "style" in attributes]
    assert not [attributes for _, attributes in Reader(page).elements if {"src", "action"} & set(attributes)]
    links = {attributes["href"] for _, attributes in Reader(page).elements if "href" in attributes}
    assert all(link.startswith(("#", "reports/", "data:,")) for link in links)
    assert not re.search(r"https?:", page)


def test_faults_of_the_grader_come_first(hostile, ordinary):
    """Before any figure, with the students whom they befell; where there is none, no word of it."""
    assert hostile[1].index('id="faults"') < hostile[1].index('id="summary"')
    assert 'id="faults"' not in ordinary[2]


def test_the_rows_carry_what_the_script_filters_by(ordinary):
    """Status, misconceptions and failed checks of each row agree with the options of the form."""
    _, view, page = ordinary
    rows = [each for each in Reader(page).of("tr") if "data-check" in each]

    for row, attributes in zip(view.rows, rows, strict=True):
        failed = {view.checks[int(number)].check.id for number in attributes["data-check"].split()}
        mistaken = {int(number) for number in attributes["data-misconception"].split()}
        assert failed == set(row.failed)
        assert all(row.number in view.mistakes[number].rows for number in mistaken)
        assert f" {row.grade.status} " in attributes["data-status"]


def test_the_same_class_gives_the_same_page(ordinary):
    """Nothing of the clock or the machine is in it."""
    folder, _, page = ordinary

    assert class_page(view_of(folder)) == page


def test_an_empty_class_has_a_page(tmp_path):
    """A run that was stopped before its first report."""
    page = class_page(view_of(tmp_path))

    assert "Nobody has a score yet." in page
    assert "0 students" in page


def test_a_class_of_500_stays_small(tmp_path):
    """Below 5 MB, with 210 checks of which each student fails some thirty."""
    page = class_page(large_view(tmp_path, 500))

    assert len(page.encode()) < 5_000_000
    assert page.count('<tr id="s') == 500
