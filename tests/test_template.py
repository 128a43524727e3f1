"""Specify the conversation with a template: what it is asked by others is in the tests of lane and room."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from grader import template
from grader.confinement import Level, Terms
from grader.errors import ConfigError, InternalFault
from grader.template import Template

WEAK = Terms(most=Level.PROCESS)


@pytest.fixture
def own():
    """A template of its own, without walls."""
    made = Template.start(WEAK)
    try:
        yield made
    finally:
        made.end()


def test_a_template_answers_with_what_it_was_asked(own):
    """It has nothing to bury yet."""
    own.warm(())

    assert own.ask(b"K", None) == 0


def test_its_folder_is_empty_at_first(own):
    """And it says so."""
    assert own.ask(b"D", None) is True


def test_its_folder_is_emptied_when_asked(own):
    """Whatever has been put there."""
    folder = Path(own.house._folder.path)
    (folder / "left").mkdir()
    (folder / "left" / "file").write_text("x")

    assert own.ask(b"D", None) is True
    assert not list(folder.iterdir())


def test_an_ended_template_does_not_answer(own):
    """That is told as a fault of the grader."""
    own.end()

    with pytest.raises(InternalFault, match="does not answer"):
        own.ask(b"K", None)


def test_it_ends_when_told_so(own):
    """By itself, within the grace."""
    own.warm(())

    own.end(5.0)

    assert not own.house.alive()
    assert own.house._process.returncode == 0


def test_a_template_that_cannot_be_confined_leaves_no_descriptor(monkeypatch):
    """Not of its control socket either."""

    def refuse(order):
        raise InternalFault("no")

    monkeypatch.setattr(template, "Confined", refuse)
    before = len(list(Path("/proc/self/fd").iterdir()))

    for _ in range(5):
        with contextlib.suppress(InternalFault):
            Template.start(WEAK)

    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_library_that_is_not_installed_is_told():
    """Before anything is started."""
    with pytest.raises(ConfigError, match="no_such_library is not installed"):
        Template.start(Terms(libraries=("no_such_library",)))
