"""Specify single values of `config.yaml`: words, names, files, libraries, and mappings without surprises."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from grader import sections


def reason(kind, value):
    """Return why *value* is none of *kind*."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)
    return caught.value.errors()[0]["msg"]


class Colour(sections.Section):
    """A mapping for these tests."""

    name: sections.Text
    share: sections.Share = 0.5


@pytest.mark.parametrize(
    "kind, value",
    [
        (sections.Word, "nn-from-scratch_2.0"),
        (sections.Identifier, "layers2"),
        (sections.PythonFile, "Layers/FullyConnected.py"),
        (sections.Library, "yaml"),
        (sections.Share, 1.0),
    ],
)
def test_what_is_right_is_taken_as_it_is(kind, value):
    """Nothing is converted."""
    assert TypeAdapter(kind).validate_python(value) == value


@pytest.mark.parametrize(
    "kind, value",
    [
        (sections.Word, "-a"),
        (sections.Word, "a b"),
        (sections.Identifier, "_a"),
        (sections.Identifier, "größe"),
        (sections.PythonFile, "../layers.py"),
        (sections.PythonFile, "a\nb.py"),
        (sections.Library, "no_such_library"),
        (sections.Library, "os.path"),
        (sections.Library, "grader"),
    ],
)
def test_what_is_wrong_is_told_with_what_is_allowed(kind, value):
    """The text says what it must be and what came; the grader itself is no library for students."""
    assert reason(kind, value).startswith("must be ")
    assert reason(kind, value).endswith(f", got {value!r}")


def test_a_key_that_is_not_known_is_refused_before_one_that_is_missing():
    """A misspelt key explains the missing one."""
    with pytest.raises(ValidationError) as caught:
        Colour.model_validate({"nmae": "red"})

    assert caught.value.errors()[0]["ctx"]["advice"] == "; did you mean 'name'? known: name, share"


def test_a_section_cannot_be_altered():
    """What was read holds for the whole grading."""
    colour = Colour(name="red")

    with pytest.raises(ValidationError, match="frozen"):
        colour.name = "blue"
