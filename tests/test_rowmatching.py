"""Which row of a platform's table is about which student."""

from __future__ import annotations

import unicodedata

import pytest

from grader.grades import Grade
from grader.rowmatching import Key, called, label, match, name_forms, names_of
from tests.tenscripts import TEN_SCRIPTS

ANN = Grade("ann", 1.0, 10, name="Ann Lee", ids={"canvas": "7", "email": "Ann@Example.org"})
BOB = Grade("bob", 2.0, 10, name="Bob Ray", ids={"canvas": "8", "email": "bob@example.org"})


def keys_for(ids=(), emails=(), names=()):
    """Return keys by id, address and name for rows that say these."""

    def say(texts):
        return lambda row: texts[row] if row < len(texts) else ""

    return (
        Key("id", say(ids), called("canvas"), called("canvas")),
        Key("email", say(emails), called("email")),
        Key("name", say(names), names_of),
    )


def test_the_first_key_that_tells_decides():
    """An id outweighs a name: people change names."""
    matching = match([0, 1], [ANN, BOB], keys_for(ids=["8", "7"], names=["Ann Lee", "Bob Ray"]))

    assert matching.grades == {0: BOB, 1: ANN}
    assert matching.notes == ()


def test_weaker_keys_serve_where_stronger_ones_are_silent():
    """A row without an id is found by its address, one without an address by its name."""
    rows = keys_for(ids=["", ""], emails=["ann@example.ORG ", ""], names=["", "ray,  BOB"])

    assert match([0, 1], [ANN, BOB], rows).grades == {0: ANN, 1: BOB}


def test_a_namesake_with_another_id_is_someone_else():
    """The same name does not join a row and a student whose ids differ."""
    matching = match([0], [ANN], keys_for(ids=["99"], names=["Ann Lee"]))

    assert matching.grades == {}


def test_two_students_of_one_name_are_told_and_not_guessed():
    """The note names both."""
    twins = [Grade("ann1", 1.0, 10, name="Ann Lee"), Grade("ann2", 2.0, 10, name="Lee, Ann")]

    matching = match([0], twins, keys_for(names=["Ann Lee"]))

    assert matching.grades == {}
    assert matching.notes == (
        "name 'Ann Lee' does not tell who of several is meant: Ann Lee (ann1), Lee, Ann (ann2)",
    )


def test_two_rows_of_one_student_are_told_and_not_filled():
    """Nobody can say which of the two is meant."""
    matching = match([0, 1], [ANN], keys_for(names=["Ann Lee", "Lee, Ann"]))

    assert matching.grades == {}
    assert len(matching.notes) == 2


def test_who_is_settled_by_a_later_key_is_no_matter_of_notes():
    """A shared address does no harm where the names differ."""
    shared = [
        Grade("a", 1.0, 10, name="Ann", ids={"email": "x@y"}),
        Grade("b", 1.0, 10, name="Bo", ids={"email": "x@y"}),
    ]

    matching = match([0, 1], shared, keys_for(emails=["x@y", "x@y"], names=["Bo", "Ann"]))

    assert matching.grades == {0: shared[1], 1: shared[0]}
    assert matching.notes == ()


@pytest.mark.parametrize("name", TEN_SCRIPTS)
def test_names_in_any_script_have_the_same_forms(name):
    """Composed or not, in either order, as Canvas squeezes it into file names."""
    last, first = name.split(", ")
    squeezed = "".join(sign for sign in name.lower() if unicodedata.category(sign)[0] in "LMN")

    for other in (f"{first} {last}", unicodedata.normalize("NFD", name), name.upper(), squeezed):
        assert name_forms(name) & name_forms(other), other


def test_vowel_signs_tell_names_apart():
    """In Devanagari the vowels are marks: without them two names would be one."""
    assert not name_forms("राम") & name_forms("रीमा")


def test_without_a_name_the_gradebook_s_word_counts():
    """`doe-john` is `Doe, John`."""
    john = Grade("doe-john", 1.0, 10)

    assert match([0], [john], keys_for(names=["Doe, John"])).grades == {0: john}


def test_a_name_of_signs_alone_matches_nobody():
    """`-` is no name."""
    assert match([0], [Grade("-", 1.0, 10, name="?")], keys_for(names=["!"])).grades == {}


def test_labels_name_the_person_and_the_key():
    """Once where they are the same."""
    assert (label(ANN), label(Grade("bob", None, 10))) == ("Ann Lee (ann)", "bob")
