"""Specify which checks are collected, and what no visible check may need."""

import pytest
from _pytest.assertion import rewrite

from grader import checkfiles
from grader.errors import ConfigError
from tests.assignments import CHECK, checks, grade, write_assignment, write_submission

TWICE = checks("""\
    @probe()
    def test_one(student):
        \"""Once\"""

    @probe()
    def test_two(student):
        \"""Two\"""

    @probe()
    def test_one(student):
        \"""Once more\"""
""")
NEEDY = '''
from grader import check, expect

@check(task="calc", points=1, hint="H.", needs=["calc/double"])
def test_needy(student):
    """T"""
    expect(student.calc.double(2) == 4, "wrong")
'''


def test_the_folders_follow_the_scope(tmp_path):
    """A student's own run has the visible checks; folders that are not there are left out."""
    assignment = write_assignment(tmp_path, hidden=CHECK)
    folders = [str(tmp_path / folder) for folder in ("exercises/checks", "reference/checks")]

    assert checkfiles.options(assignment, "all")[-2:] == folders
    assert checkfiles.options(assignment, "visible")[-1] == folders[0]


def test_a_visible_check_cannot_need_a_hidden_one(tmp_path):
    """Students could not see why it was not run."""
    assignment = write_assignment(tmp_path / "assignment", visible=NEEDY, hidden=CHECK)

    with pytest.raises(ConfigError, match="calc/needy needs calc/double, which students may not see"):
        grade(assignment, write_submission(tmp_path / "ada"))


def test_two_checks_of_one_name_are_a_fault(tmp_path):
    """Python would keep the last of them, and the first would be lost without a word."""
    assignment = write_assignment(tmp_path / "assignment", visible=TWICE)
    fault = r"checks/test_calc\.py: two checks are called test_one \(lines 10 and 18\)"

    with pytest.raises(ConfigError, match=fault):
        grade(assignment, write_submission(tmp_path / "ada"))


@pytest.mark.parametrize(
    "source",
    [
        'TEXT = """\ndef test_one():\n    one\n"""\ndef test_one(): pass\n',
        "import sys\nif sys:\n    def test_one(): pass\nelse:\n    def test_one(): pass\n",
        "class A:\n    def test_one(): pass\nclass B:\n    def test_one(): pass\n",
    ],
    ids=["text", "branches", "classes"],
)
def test_names_that_only_look_the_same_are_none(tmp_path, source):
    """Text, branches and classes have each their own."""
    file = tmp_path / "checks" / "test_own.py"
    file.parent.mkdir()
    file.write_text(source)

    assert checkfiles.load(file).__name__.endswith(".test_own")


ASSERTION = """
def difference(came):
    {word} came == [1, 2, 3]
"""


@pytest.mark.parametrize("name", ["test_own.py", "test_of_a_course.py"])
def test_an_assertion_tells_what_it_has_compared(tmp_path, name):
    """As in any other test; that takes pytest's way, which is slow."""
    file = tmp_path / "checks" / name
    file.parent.mkdir()
    file.write_text(ASSERTION.format(word="assert"))

    with pytest.raises(AssertionError, match=r"assert \[1, 2\] == \[1, 2, 3\]"):
        checkfiles.load(file).difference([1, 2])


@pytest.mark.parametrize("text", [ASSERTION.format(word="expected ="), "# asserted\nassert_close = 1\n"])
def test_what_asserts_nothing_is_simply_compiled(tmp_path, monkeypatch, text):
    """All files of the shipped assignment: they say what they expect by functions of the grader."""
    file = tmp_path / "checks" / "test_own.py"
    file.parent.mkdir()
    file.write_text(text)
    monkeypatch.setattr(rewrite, "rewrite_asserts", lambda *_: pytest.fail("rewritten"))

    assert checkfiles.load(file).__file__ == str(file)


def test_only_what_checks_may_ask_for_is_loaded_of_pytest(tmp_path):
    """Fixtures of pytest's own stay, such as `tmp_path`; folders above the assignment are not looked at."""
    source = checks('''
        @probe()
        def test_asks(student, tmp_path, monkeypatch, capsys, recwarn, record_property, pytestconfig):
            """T"""
            expect(student.calc.double(2.0) == 4.0, "wrong")
            expect(pytestconfig.getoption("confcutdir") == str(pytestconfig.rootpath), "looks above")
            expect(not any(pytestconfig.pluginmanager.has_plugin(name) for name in UNUSED), "loaded")
    ''')
    assignment = write_assignment(
        tmp_path / "assignment", visible="from grader.checkfiles import UNUSED\n" + source
    )

    report = grade(assignment, write_submission(tmp_path / "ada"))

    assert report.score == 10.0, report.tasks[0].checks[0].message
