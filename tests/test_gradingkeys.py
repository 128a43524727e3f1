"""Specify which edits make which results stale."""

from __future__ import annotations

import pytest

from grader import config as configuration
from grader.gradingkeys import doubtful, keys_of
from grader.records import Kind, Outcome, PlannedCheck, Spot, Verdict, Visibility
from grader.seat import Course
from tests.assignments import CONFIG, checks, write_assignment

CHECKS = checks('''
    @probe()
    def test_a(student):
        """A"""
        expect(student.calc.double(1) == 2, "wrong")

    @probe(needs=["calc/a"])
    def test_b(student):
        """B"""
        expect(student.calc.double(2) == 4, "wrong")

    @probe()
    def test_c(student):
        """C"""
        expect(student.calc.double(3) == 6, "wrong")
''')
MISTAKE = "reference/misconceptions/triples.py"


@pytest.fixture
def course(tmp_path):
    """An assignment of three checks, one of which needs another."""
    folder = write_assignment(
        tmp_path, visible=CHECKS, hidden=CHECKS.replace("test_", "test_hidden_"), reference="X = 1\n"
    )
    (folder / MISTAKE).parent.mkdir()
    (folder / MISTAKE).write_text("A = 1\n")
    return folder


def keys(folder, secret=b"secret", **changes):
    """Return the keys of what is in *folder* now."""
    file = folder / "exercises/checks/test_calc.py"
    needs = {"b": ("calc/a",)}
    plan = [
        PlannedCheck(f"calc/{name}", "calc", "T", Kind.UNIT, Visibility.VISIBLE, 1.0, "", needs.get(name, ()))
        for name in "abc"
    ]
    spots = {check.id: Spot(file, 1) for check in plan}
    return keys_of(Course(folder, secret, **changes), configuration.load(folder), plan, spots)


def edit(folder, path, old, new):
    """Replace *old* in a file."""
    text = (folder / path).read_text()
    assert old in text
    (folder / path).write_text(text.replace(old, new))


def stale(before, after):
    """Return what has changed: names of checks, and the names of other keys."""
    names = [check[-1] for check in before.checks if before.checks[check] != after.checks[check]]
    return "".join(names), {
        key for key in ("context", "mistakes", "report") if getattr(before, key) != getattr(after, key)
    }


@pytest.mark.parametrize(
    "path, old, new, expected",
    [
        ("exercises/checks/test_calc.py", "double(3) == 6", "double(3) == 7", ("c", {"report"})),
        ("exercises/checks/test_calc.py", "double(1) == 2", "double(1) == 3", ("ab", {"report"})),
        ("exercises/checks/test_calc.py", '"""C"""', '"""C"""  # a comment', ("", {"report"})),
        ("reference/calc.py", "X = 1", "X = 2", ("", {"context", "report"})),
        (MISTAKE, "A = 1", "A = 2", ("", {"mistakes", "report"})),
        ("config.yaml", "points: 10", "points: 20", ("", {"report"})),
        ("config.yaml", "title: A tiny", "title: The tiny", ("", {"report"})),
        ("config.yaml", "call_cpu_s: 1", "call_cpu_s: 2", ("", {"context", "report"})),
        ("config.yaml", "name: tiny", "name: small", ("", {"context", "report"})),
    ],
)
def test_an_edit_makes_stale_what_depends_on_it(course, path, old, new, expected):
    """Points and titles make other reports of the same results; all else that a check uses is in its key."""
    before = keys(course)

    edit(course, path, old, new)

    assert stale(before, keys(course)) == expected


@pytest.mark.parametrize(
    "path",
    ["exercises/checks/shapes.json", "exercises/checks/test_calc_more.py", "reference/data/weights.npy"],
)
def test_what_checks_read_or_import_counts_for_all_of_them(course, path):
    """Data beside checks decides verdicts, as does a file of checks that another one imports."""
    file = course / path
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"VALUE = 1\n")
    (course / "exercises/checks/conftest.py").write_text("import test_calc_more\n")
    before = keys(course)

    file.write_bytes(b"VALUE = 2\n")

    assert "context" in stale(before, keys(course))[1]


def test_a_skeleton_decides_what_is_read_of_notebooks(course):
    """So reports are made again, and no check is run again for those who hand in the same files."""
    before = keys(course)

    (course / "exercises/calc.py").write_text("def double(x):\n    raise NotImplementedError\n")

    assert stale(before, keys(course)) == ("", {"report"})


@pytest.mark.parametrize("path", ["exercises/checks/__pycache__/test_calc.pyc", "reference/.calc.py.swp"])
def test_what_programs_leave_behind_counts_for_nothing(course, path):
    """Else a class would be graded again because somebody has opened an editor."""
    before = keys(course)

    (course / path).parent.mkdir(exist_ok=True)
    (course / path).write_bytes(b"\0")

    assert stale(before, keys(course)) == ("", set())


def test_another_version_of_a_library_is_another_context(course, monkeypatch):
    """What submissions may import computes their results."""
    edit(course, "config.yaml", "modules:", "imports:\n  allowed: [numpy, psutil]\nmodules:")
    before = keys(course)

    monkeypatch.setattr("grader.gradingkeys.metadata.version", lambda name: "0.0.1")

    assert keys(course).context != before.context


def test_another_secret_or_dataset_is_another_context(course):
    """The inputs would be others."""
    contexts = {keys(course).context, keys(course, b"other").context, keys(course, dataset="full").context}

    assert len(contexts) == 3


def test_a_late_policy_changes_grades_and_no_verdict(course):
    """So no check need be run again for it."""
    before = keys(course)

    (course / "config.yaml").write_text(
        f"{CONFIG}late:\n  due: 2026-11-21T12:00:00+01:00\n  percent_per_day: 10\n"
    )

    assert stale(before, keys(course))[0] == ""
    assert keys(course).context == before.context


def test_a_review_depends_on_failed_checks_and_on_which_were_passed(course):
    """Not on how often a passed check was edited."""
    found = {name: Outcome(name, Verdict.PASSED, 1.0, "") for name in ("calc/a", "calc/c")}
    found["calc/b"] = Outcome("calc/b", Verdict.FAILED, 0.0, "wrong")
    before = keys(course)
    edit(course, "exercises/checks/test_calc.py", "double(3) == 6", "double(3) == 7")
    after = keys(course)
    edit(course, "exercises/checks/test_calc.py", "double(2) == 4", "double(2) == 5")

    assert after.of_review(found) == before.of_review(found)
    assert keys(course).of_review(found) != before.of_review(found)
    assert before.of_review(
        found | {"calc/c": Outcome("calc/c", Verdict.MEMORY, 0.0, "")}
    ) != before.of_review(found)


def test_only_wrong_answers_are_looked_at_again():
    """What is not written, was blocked or ran out of memory shows no known mistake."""
    found = [
        Outcome("a", Verdict.FAILED, 0.0, ""),
        Outcome("b", Verdict.ERROR, 0.0, "", {"not_implemented": True}),
        Outcome("c", Verdict.ERROR, 0.0, ""),
        Outcome("d", Verdict.TIMEOUT, 0.0, ""),
        Outcome("e", Verdict.BLOCKED, 0.0, ""),
        Outcome("f", Verdict.PASSED, 1.0, ""),
    ]

    assert doubtful(found) == ["a", "c", "d"]
