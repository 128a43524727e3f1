"""What everybody was given or may know."""

from __future__ import annotations

from grader.boilerplate import boilerplate


def test_it_is_skeletons_visible_checks_and_reference(tmp_path):
    """Hidden checks, known mistakes and other files are none of it."""
    for name in (
        "exercises/a.py",
        "exercises/checks/test_a.py",
        "reference/a.py",
        "reference/checks/test_a.py",
        "reference/misconceptions/x/a.py",
        "exercises/README.md",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)

    assert boilerplate(tmp_path) == [b"exercises/a.py", b"exercises/checks/test_a.py", b"reference/a.py"]


def test_a_release_has_no_reference(tmp_path):
    """What is not there is no fault."""
    assert boilerplate(tmp_path) == []
