"""One page is one file: nothing fetched, nothing run that is not its own, every text shown as text."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from grader import webpage

BODY = (
    '{% extends "base.html" %}{% block title %}{{ name }}{% endblock %}'
    "{% block main %}{{ text }}{% endblock %}"
)


@pytest.fixture
def pages(tmp_path, monkeypatch):
    """A folder of templates with the real base and style, a page `own` and its style and script."""
    for name in ("base.html", "style.css"):
        (tmp_path / name).write_bytes((webpage.PAGES / name).read_bytes())
    (tmp_path / "own.html").write_text(BODY)
    (tmp_path / "own.css").write_text("p { color: red }\n")
    (tmp_path / "own.js").write_text("document.title += '!';\n")
    monkeypatch.setattr(webpage, "PAGES", tmp_path)
    webpage._inline.cache_clear()
    webpage._environment.cache_clear()
    yield tmp_path
    webpage._inline.cache_clear()
    webpage._environment.cache_clear()


def test_the_policy_allows_exactly_the_blocks_of_the_page(pages):
    """Each inline block's hash is in the policy, in its own list, and no other source is."""
    page = webpage.written("own.html", name="a", text="b")

    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1].replace("&#39;", "'")
    for tag in ("style", "script"):
        blocks = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in blocks]
        assert f"{tag}-src " + " ".join(f"'sha256-{each}'" for each in hashes) + ";" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_a_page_without_a_script_may_run_none(pages):
    """Where no script belongs to a page, none is allowed."""
    (pages / "own.js").unlink()

    page = webpage.written("own.html", name="a", text="b")

    assert "script-src &#39;none&#39;" in page
    assert "<script" not in page


def test_text_is_escaped_and_marks_of_direction_are_spelt_out(pages):
    """Markup, a right-to-left override and an escape sequence of a text are seen, not obeyed."""
    page = webpage.written("own.html", name="</title><script>", text='<b a="1">\u202egnp\x1b[31m\x07')

    assert "&lt;/title&gt;&lt;script&gt;" in page
    assert "&lt;b a=&#34;1&#34;&gt;\\u202egnp\\x07" in page
    assert "\u202e" not in page
    assert "\x1b" not in page


def test_only_markup_is_markup(pages):
    """A picture of ours goes in as it is."""
    page = webpage.written("own.html", name="a", text=Markup("<svg></svg>"))

    assert "<svg></svg>" in page


def test_a_missing_name_is_an_error(pages):
    """What a template uses and nobody gave does not become an empty place."""
    with pytest.raises(UndefinedError, match="text"):
        webpage.written("own.html", name="a")


def test_the_shared_files_close_no_block_and_name_no_address():
    """No style or script of ours ends its own block early or leads out of the page."""
    for path in webpage.PAGES.iterdir():
        text = path.read_text(encoding="utf-8")
        assert "http://" not in text.replace("http://www.w3.org/", "")
        assert "https://" not in text
        assert "url(" not in text
        assert "@import" not in text
        if path.suffix in {".css", ".js"}:
            assert "</" not in text
