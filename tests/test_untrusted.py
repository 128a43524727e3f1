"""Specify how hostile text becomes text and nothing else: in logs, JSON, Markdown, HTML, XML and commands."""

from __future__ import annotations

import html.parser
import json
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from grader.untrusted import (
    command_data,
    command_property,
    html_block,
    html_line,
    json_text,
    markdown_block,
    markdown_line,
    shown,
    shown_line,
    xml_text,
)
from tests.platforms import HOSTILE, is_harmless_in_a_log, workflow_command

MARKDOWN = MarkdownIt("commonmark", {"linkify": False}).enable(["table", "strikethrough"])


class Tags(html.parser.HTMLParser):
    """Notes the tags of a piece of HTML and its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Note *tag* and its attributes."""
        self.tags.append((tag, attrs))

    def handle_data(self, data):
        """Note text."""
        self.text += data


def tokens(text):
    """Return the tokens of *text* as Markdown, those inside of lines as well."""
    return [inner for token in MARKDOWN.parse(text) for inner in [token, *(token.children or [])]]


@pytest.mark.parametrize(
    "text, calm",
    [
        ("::error::x", ":\\:error::x"),
        ("a\n  ::warning::x", "a\n  :\\:warning::x"),
        ("a ##[error]", "a #\\#[error]"),
        ("##vso[task.complete]", "#\\#vso[task.complete]"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("\u202eabc\x00", "\\u202eabc\\x00"),
        ("\ud800", "\\ud800"),
        ("a :: b", "a :: b"),
    ],
)
def test_what_a_log_would_obey_is_spelt_out(text, calm):
    """Commands, escape sequences, carriage returns and marks of direction are broken; all else stays."""
    assert shown(text) == calm


@given(HOSTILE)
def test_shown_text_is_harmless_in_a_log(text):
    """Whatever was printed, no line of it is a command and no sign of it is a control."""
    assert is_harmless_in_a_log(shown(text))
    assert is_harmless_in_a_log(shown_line(text))
    assert "\n" not in shown_line(text)


def test_a_cut_is_said():
    """A text that is too long ends with a remark, a shorter one does not."""
    assert shown("abcdef", 3) == "abc [cut]"
    assert shown("abc", 3) == "abc"
    assert shown("a" * 10**6, 3) == "aaa [cut]"
    assert shown("\x1b[31m" * 9 + "tail", 3).endswith(" [cut]")


@given(HOSTILE)
def test_json_reads_back_as_the_same_text_and_is_harmless_in_a_log(text):
    """The escapes of JSON carry everything, without a sign that a log obeys."""
    value = {"key": text, text: [text]}

    written = json_text(value)

    assert json.loads(written) == value
    assert is_harmless_in_a_log(written)
    assert written.isascii()


def test_json_holds_no_number_that_is_none():
    """NaN is a fault here, not a file that no platform reads."""
    with pytest.raises(ValueError, match="Out of range"):
        json_text({"score": float("nan")})


@given(HOSTILE)
def test_a_line_of_markdown_is_text_only(text):
    """No tag, link, image, code or mark: one paragraph that says the same."""
    written = markdown_line(text)

    found = tokens(written)
    assert {token.type for token in found} <= {"paragraph_open", "inline", "text", "paragraph_close"}
    assert "".join(token.content for token in found if token.type == "text") == shown_line(text)


@pytest.mark.parametrize("run", range(1, 9))
def test_a_fence_is_longer_than_what_could_close_it(run):
    """Whatever number of backticks stands alone on a line."""
    fence = "`" * run

    found = tokens(markdown_block(f"a\n{fence}\n# b"))

    assert [token.type for token in found] == ["fence"]


@pytest.mark.parametrize("text", ["http://x.org", "www.x.org", "a@x.org", "@someone", "![i](ftp://x)"])
def test_a_line_of_markdown_makes_no_link(text):
    """GitHub makes links of bare addresses, and mentions of names."""
    written = markdown_line(text)

    assert not re.search(r"://|www\.|@", written)


@pytest.mark.parametrize("text", ["1. a", "1234.", "12) a", "- a", "+ a", "=== a", "# a", "| a | b |"])
def test_a_line_of_markdown_starts_no_list_or_heading(text):
    """As the first or only line of a paragraph."""
    assert tokens(markdown_line(text))[0].type == "paragraph_open"


@given(HOSTILE)
def test_a_block_of_markdown_cannot_be_left(text):
    """The fence is longer than any run of backticks, so that all of the text is in one block."""
    found = tokens(markdown_block(text) + "\n\nafter")

    assert [token.type for token in found][:2] == ["fence", "paragraph_open"]
    assert found[0].content == shown(text).strip("\n") + "\n"


@given(HOSTILE)
def test_html_has_no_tag_of_the_text(text):
    """Only the block's own tag remains, and the text reads the same."""
    block, line = Tags(html_block(text)), Tags(f'<b title="{html_line(text)}">')

    assert block.tags == [("pre", [])]
    assert block.text == shown(text)
    assert line.tags == [("b", [("title", shown_line(text))])]


@given(HOSTILE)
def test_xml_holds_the_text_and_attaches_nothing(text):
    """Every sign can stand in XML 1.0, and GitLab finds no attachment in it."""
    element = ET.Element("system-out")
    element.text = xml_text(text)

    written = ET.tostring(element, encoding="unicode")

    assert (ET.fromstring(written).text or "") == xml_text(text)
    assert "[[ATTACHMENT|" not in xml_text(text)


def test_an_attachment_is_broken_by_a_backslash():
    """The reader still sees what was printed."""
    assert xml_text("[[ATTACHMENT|/etc/passwd]]") == "[\\[ATTACHMENT|/etc/passwd]]"


@given(HOSTILE, HOSTILE)
def test_a_workflow_command_keeps_its_properties_and_its_line(text, name):
    """The runner reads back the very file and message, and no other property or command."""
    line = f"::error file={command_property(name)},line=3::{command_data(text)}"

    assert "\n" not in line
    command, properties, message = workflow_command(line)
    assert command == "error"
    assert {key: value for key, value in properties.items() if value} == {
        key: value for key, value in {"file": shown_line(name), "line": "3"}.items() if value
    }
    assert message == shown(text)
