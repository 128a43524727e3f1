"""Specify that ids of hand-ins are safe as names of files and differ on every file system."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.handinids import distinct_ids, readable, safe_id
from tests import classes

HOSTILE = ("../../etc/passwd", "-rf", "..", ".git", "a\u202eb", "x\0y", "ก" * 80)


def folded(text):
    """Return what is equal for names that macOS holds for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())


@given(
    st.text(max_size=200)
    | st.sampled_from(["../../etc/passwd", "-rf", "..", ".git", "a\u202eb", "x\0y", "ก" * 80])
)
def test_an_id_is_safe_as_the_name_of_a_file(text):
    """No separator, control or direction mark, no dot or dash in front, at most 100 bytes."""
    found = safe_id(text)

    assert 0 < len(found.encode()) <= 100
    assert not found.startswith((".", "-", " "))
    assert not found.endswith((".", " "))
    assert found.isprintable()
    assert not set(found) & set('/\\:*?"<>|')
    assert safe_id(found) == found


@pytest.mark.parametrize("name", classes.TEN_NAMES)
def test_names_in_any_script_are_kept(name):
    """Only joiners and marks of direction, which nobody sees, are taken out."""
    assert safe_id(name) == unicodedata.normalize("NFC", name)


def test_long_names_that_begin_alike_stay_apart():
    """What is cut off is there as a digest."""
    one, two = safe_id("x" * 300 + "1"), safe_id("x" * 300 + "2")

    assert one != two
    assert len(one) == len(two) == 100


@given(st.lists(st.text(st.sampled_from("aAéÉßſıİé\u0301 -."), max_size=4), max_size=12))
def test_no_two_ids_are_one_file_on_any_system(texts):
    """Neither letter case nor the form of Unicode tells files apart everywhere."""
    found = distinct_ids(texts)

    assert len({folded(name) for name in found}) == len(texts)


def test_the_plain_name_keeps_its_id_and_the_others_get_a_digest():
    """Whatever the order, so that it does not depend on the file system."""
    forward = dict(zip(("Alice", "alice", "bob"), distinct_ids(["Alice", "alice", "bob"]), strict=True))
    backward = dict(zip(("bob", "alice", "Alice"), distinct_ids(["bob", "alice", "Alice"]), strict=True))

    assert forward == backward
    assert forward["alice"] == "alice"
    assert forward["Alice"].startswith("Alice~")


def test_a_name_that_is_no_text_becomes_text():
    """Bytes that are no UTF-8 come from file systems as surrogates, which no report could hold."""
    assert readable("a\udcff") == "a\ufffd"
    assert safe_id("a\udcff").encode()
