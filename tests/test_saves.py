"""Specify how a save is noticed and what of it counts, whatever the editor does."""

from __future__ import annotations

import threading

import pytest

from grader import saves
from grader.saves import Lookout, change, course_state, fault_of, folders_to_watch
from tests.assignments import write_assignment, write_submission


def test_only_contents_count():
    """What was edited, came and went is told apart; a save that changes nothing is no change."""
    before = {"a.py": b"1", "b.py": b"2", "c.py": b"3"}

    found = change(before, {"a.py": b"1", "b.py": b"4", "d.py": b"5"})

    assert (found.edited, found.added, found.gone) == (("b.py",), ("d.py",), ("c.py",))
    assert change(before, dict(before)).paths == ()


def test_a_file_that_is_gone_or_empty_is_doubted():
    """Editors that truncate and write, or that move a file away and write another, are half done then."""
    assert change({"a.py": b"1", "b.py": b"1"}, {"a.py": b" \n"}).thin == {"a.py", "b.py"}
    assert change({"a.py": b""}, {"a.py": b"1"}).thin == frozenset()


@pytest.mark.parametrize(
    "source, fault",
    [
        (b"x = 1\n", None),
        (b"x = '\\d'\n", None),
        (b"x = 1\ndef f(:\n", (2, "invalid syntax")),
        (b"return 1\n", (1, "'return' outside function")),
        (b"x = " + b"(" * 1000, (1, "too many nested parentheses")),
    ],
)
def test_what_does_not_compile_is_told_with_its_line(source, fault):
    """Warnings are nobody's fault, and no source ends the watcher."""
    assert fault_of("a.py", source) == fault


def test_the_course_is_its_configuration_and_its_visible_checks(tmp_path):
    """Whatever else lies in the folder may change."""
    assignment = write_assignment(tmp_path)
    before = course_state(assignment)
    (assignment / "exercises/calc.py").write_text("x = 1\n")

    assert course_state(assignment) == before
    (assignment / "exercises/checks/test_calc.py").write_text("")
    assert course_state(assignment) != before


def test_no_virtual_environment_is_watched(tmp_path):
    """Nor what is hidden: only folders in which a file may matter, each by itself."""
    assignment = write_assignment(tmp_path / "course")
    folder = write_submission(tmp_path / "ada")
    for name in ("own", ".git", "env", "__pycache__"):
        (folder / name / "inner").mkdir(parents=True)
    (folder / "env/pyvenv.cfg").touch()

    found = folders_to_watch(folder, assignment)

    names = {path.removeprefix(f"{tmp_path.resolve()}/") for path in found}
    assert names == {
        "course",
        "course/exercises",
        "course/exercises/checks",
        "ada",
        "ada/own",
        "ada/own/inner",
    }
    assert str(folder) in folders_to_watch(folder / "calc.py", assignment)


@pytest.mark.parametrize("polling", [False, True], ids=["events", "polling"])
def test_a_save_by_renaming_is_noticed(tmp_path, monkeypatch, polling):
    """As vim and PyCharm save; where a system has no watches left, by looking again and again."""
    import watchfiles

    real, told = watchfiles.watch, threading.Event()

    def limited(*folders, force_polling, **options):
        if polling and not force_polling:
            raise OSError("no watches left")
        return real(*folders, force_polling=force_polling, poll_delay_ms=20, **options)

    monkeypatch.setattr(watchfiles, "watch", limited)
    monkeypatch.setattr(saves, "_STEP_MS", 5)
    lookout = Lookout(told.set)
    lookout.watch([str(tmp_path)])
    try:
        for number in range(200):  # it may not watch yet
            (tmp_path / "new").write_text(str(number))
            (tmp_path / "new").rename(tmp_path / "layers.py")
            if told.wait(0.05):
                break
    finally:
        lookout.close()

    assert told.is_set()


def test_a_lookout_is_closed_twice_without_harm(tmp_path):
    """And its thread ends."""
    lookout = Lookout(lambda: None)
    lookout.watch([str(tmp_path)])
    thread = lookout._thread
    lookout.close()
    lookout.close()

    assert not thread.is_alive()
