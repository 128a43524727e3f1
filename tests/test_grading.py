"""Specify a grading as a whole: what repeats, what is secret, what is left alone."""

import json
import re
import shutil
from pathlib import Path

import pytest

from grader import grading, mnist, seeds
from grader.errors import GraderError, UsageError
from grader.records import Audience
from grader.render import render
from grader.schema import to_json
from grader.terminal import make_console, show_report
from tests.assignments import (
    CHECK,
    CONFIG,
    SOLUTION,
    by_name,
    checks,
    grade,
    listing,
    write_assignment,
    write_submission,
)

DRAWS = checks('''
    @probe()
    def test_draw(student, rng):
        """T"""
        expect(student.calc.double(rng.random()) == -1.0, f"{rng.random()!r} {student.calc.first()!r}")

    @probe()
    def test_other_draw(student, rng):
        """T"""
        expect(student.calc.double(1.0) == 3.0, f"{rng.random()!r} {student.calc.first()!r}")
''')
DRAWING = """\
    import numpy as np, random

    def double(x):
        print(x, object())
        return 2 * x

    def first():
        return float(np.random.rand()), random.random(), id is None, len({"a", "b"}), str({"b", "a", "c"})
"""


def comparable(report):
    """Return the JSON of *report* without what may differ."""
    return {k: v for k, v in json.loads(to_json(report)).items() if k not in {"timing", "environment"}}


@pytest.fixture
def drawing(tmp_path):
    """An assignment whose checks draw, and a submission that draws too."""
    assignment = write_assignment(tmp_path / "assignment", visible=DRAWS)
    return assignment, write_submission(tmp_path / "ada", DRAWING)


def test_the_same_secret_gives_the_same_report(drawing):
    """Inputs, the student's own random numbers, set orders and prints repeat byte by byte."""
    first, second = grade(*drawing), grade(*drawing)

    assert comparable(first) == comparable(second)
    assert by_name(first)["draw"].message != by_name(first)["other_draw"].message


def test_an_archive_is_graded_as_its_folder(drawing):
    """The same report, byte for byte, whichever way the files are handed in."""
    assignment, folder = drawing

    archive = shutil.make_archive(str(folder), "gztar", folder.parent, folder.name)

    assert comparable(grade(assignment, Path(archive))) == comparable(grade(assignment, folder))


def test_what_a_note_tells_is_nobodys_verdict(tmp_path):
    """An import of what is not there is told, and costs nothing where nothing needs it."""
    ada = write_submission(tmp_path / "ada", "import torch\n" + SOLUTION)
    request = grading.Request(write_assignment(tmp_path / "assignment"), ada, secret=b"a secret")
    told = []

    report = grading.grade(request, lambda event, total: None, told.append)

    assert (report.score, len(told)) == (10.0, 1)


def test_another_secret_gives_other_inputs(drawing):
    """Neither the check's nor the student's random numbers can be known without the secret."""
    first, second = grade(*drawing, secret=b"one"), grade(*drawing, secret=b"two")

    assert first.seed_id != second.seed_id
    for mine, theirs in zip(
        by_name(first)["draw"].message.split(" ", 1),
        by_name(second)["draw"].message.split(" ", 1),
        strict=True,
    ):
        assert mine != theirs


def test_the_environment_can_bring_the_secret(drawing, monkeypatch):
    """GRADER_SECRET counts, and no file is made then."""
    monkeypatch.setenv("GRADER_SECRET", "from the environment")

    report = grade(*drawing, secret=None)

    assert report.seed_id == seeds.seed_id(b"from the environment")
    assert not (drawing[0] / ".grader-secret").exists()


def test_a_secret_is_made_at_first_use_and_kept(drawing, monkeypatch):
    """The second grading draws what the first one drew."""
    monkeypatch.delenv("GRADER_SECRET", raising=False)

    first, second = grade(*drawing, secret=None), grade(*drawing, secret=None)

    assert (drawing[0] / ".grader-secret").is_file()
    assert comparable(first) == comparable(second)


def test_a_students_run_needs_no_secret(drawing, monkeypatch):
    """The visible checks run with the public seed, and nothing is written."""
    monkeypatch.setenv("GRADER_SECRET", "not used")
    before = listing(drawing[0])

    report = grade(*drawing, secret=None, scope="visible")

    assert report.seed_id == seeds.seed_id(seeds.PUBLIC_SECRET)
    assert listing(drawing[0]) == before


def test_a_run_of_some_tasks_has_their_checks_alone(tmp_path):
    """And those that these need, in whatever task they are."""
    config = CONFIG.replace(
        "    points: 10\n",
        "    points: 10\n  more:\n    title: More\n    points: 5\n  rest:\n    title: Rest\n    points: 1\n",
        1,
    )
    visible = CHECK + checks('''
        @probe(task="more", needs=["calc/double"])
        def test_triple(student):
            """T"""
            expect(student.calc.double(1.0) == 2.0, "no")

        @probe(task="more")
        def test_last(student):
            """T"""
            student.calc.double(1.0)

        @probe(task="rest")
        def test_rest(student):
            """T"""
            student.calc.double(1.0)
    ''')
    assignment = write_assignment(tmp_path / "assignment", visible=visible, config=config)
    submission = write_submission(tmp_path / "ada")

    report = grading.grade(
        grading.Request(assignment, submission, "visible", tasks=("more",)), lambda *_: None
    )

    assert [(task.name, [check.id for check in task.checks]) for task in report.tasks] == [
        ("calc", ["calc/double"]),
        ("more", ["more/triple", "more/last"]),
    ]
    assert {check.verdict for task in report.tasks for check in task.checks} == {"passed"}


def test_a_visible_run_leaves_out_hidden_checks(tmp_path):
    """A student's own run has the visible checks alone, out of what they are worth."""
    hidden = checks('''
        @probe()
        def test_hidden(student, reference):
            """T"""
            expect(student.calc.double(1) == reference.calc.double(1), "wrong")
    ''')
    assignment = write_assignment(tmp_path / "assignment", hidden=hidden)
    submission = write_submission(tmp_path / "ada")

    visible, whole = grade(assignment, submission, scope="visible"), grade(assignment, submission)

    assert set(by_name(visible)) == {"double"}
    assert set(by_name(whole)) == {"double", "hidden"}
    assert visible.score == whole.score == 10.0


def wrong_inputs(tmp_path):
    """Return a name, an assignment and a submission for each wrong input."""
    good = write_assignment(tmp_path / "good")
    ada = write_submission(tmp_path / "ada")
    (tmp_path / "empty").mkdir()
    (tmp_path / "latin").mkdir()
    (tmp_path / "latin" / "calc.py").write_bytes(b"x = '\xe9'\n")
    unknown = CONFIG.replace("title: A tiny", "titel: x\ntitle: A tiny")
    negative = CONFIG.replace("points: 10", "points: -1")
    check = checks('@check(task="clac", points=1, hint="H.")\ndef test_a(student):\n    """T"""\n')
    return {
        "no folder": (good, tmp_path / "nobody", "nobody"),
        "empty folder": (good, tmp_path / "empty", "empty"),
        "not text": (good, tmp_path / "latin", "calc.py"),
        "unknown key": (write_assignment(tmp_path / "unknown", config=unknown), ada, "titel"),
        "negative points": (write_assignment(tmp_path / "negative", config=negative), ada, "points"),
        "unknown task": (write_assignment(tmp_path / "task", visible=check), ada, "clac"),
        "broken check": (write_assignment(tmp_path / "broken", visible="def ("), ada, "test_calc.py"),
        "no config": (tmp_path / "empty", ada, "config.yaml"),
    }


@pytest.mark.parametrize(
    "name",
    [
        "no folder",
        "empty folder",
        "not text",
        "unknown key",
        "negative points",
        "unknown task",
        "broken check",
        "no config",
    ],
)
def test_bad_input_leaves_everything_as_it_was(tmp_path, monkeypatch, name):
    """One line that names it, and no file is made or changed: no secret either."""
    monkeypatch.delenv("GRADER_SECRET", raising=False)
    assignment, submission, named = wrong_inputs(tmp_path)[name]
    before = listing(tmp_path)

    with pytest.raises(GraderError) as caught:
        grade(assignment, submission, secret=None)

    assert caught.value.exit_code == 2
    assert named in str(caught.value)
    assert "\n" not in str(caught.value)
    assert listing(tmp_path) == before


CANARIES = (
    "CANARYINPUT",
    "CANARYVALUE",
    "CANARYMESSAGE",
    "CANARYPRINT",
    "123456789",
    "987654321",
    "CANARYSOURCE",
)
HIDDEN = checks('''
    SECRET = "CANARYINPUT"

    @probe()
    def test_message(student, reference):
        """The title is shown"""
        if student.calc.RIGHT:
            return
        wanted = reference.calc.double(123456789.0)
        assert_close(student.calc.double(123456789.0), wanted + 1, name="CANARYMESSAGE")

    @probe()
    def test_printed(student):
        """The title is shown"""
        if student.calc.RIGHT:
            return
        student.calc.echo(SECRET, 987654321)
        expect(False, "CANARYMESSAGE " + SECRET)

    @probe()
    def test_raised(student):
        """The title is shown"""
        if student.calc.RIGHT:
            return
        student.calc.raises(SECRET)

    @probe()
    def test_named(student):
        """The title is shown"""
        if student.calc.RIGHT:
            return
        student.calc.made_up(SECRET)

    @probe()
    def test_missing(student):
        """The title is shown"""
        if student.calc.RIGHT:
            return
        getattr(student.calc, "CANARYVALUE" + "x y")

    @probe()
    def test_line(student):
        """The title is shown"""
        if student.calc.RIGHT:
            return
        student.calc.compiled(SECRET)

    @probe()
    def test_assertion(student):
        """The title is shown"""
        if student.calc.RIGHT:
            return
        assert student.calc.double(1.0) == SECRET, "CANARYMESSAGE"

    @probe()
    def test_stumbled(student):
        """The title is shown"""
        if student.calc.RIGHT:
            return
        {}[SECRET + str(student.calc.double(1.0))]

    @probe()
    def test_detailed(student, result):
        """The title is shown"""
        if student.calc.RIGHT:
            return
        result.details["secret"] = SECRET
        result.details["call"] = "CANARYVALUE of the check's own"
        expect(student.calc.double(1.0) == 5.0, SECRET)

    @probe()
    def test_skipped(student):
        """The title is shown"""
        if student.calc.RIGHT:
            return
        student.calc.double(1.0)
        pytest.skip("CANARYMESSAGE")
''')
ECHOING = """\
    RIGHT = False
    import sys

    def double(x):
        print("CANARYPRINT", x)
        return 2 * x

    def echo(*values):
        print(*values)
        print(*values, file=sys.stderr)

    def raises(value):
        raise ValueError(f"I was given {value}")

    def made_up(value):
        raise type(value, (Exception,), {})("x")

    def compiled(value):
        source = "\\n" * 40 + f"def {value}(): raise KeyError('{value}')\\n{value}()"
        exec(compile(source, "calc.py", "exec"), {})
"""


@pytest.fixture(scope="module")
def leaky(tmp_path_factory):
    """The report on a submission that echoes all that it is given, under checks full of canaries."""
    folder = tmp_path_factory.mktemp("leak")
    reference = 'RIGHT = True\ndef double(x):\n    "CANARYSOURCE"\n    return 2 * x\n'
    assignment = write_assignment(folder / "assignment", visible="", hidden=HIDDEN, reference=reference)
    return grade(assignment, write_submission(folder / "eve", ECHOING))


def test_the_canaries_are_in_the_whole_report(leaky):
    """Staff read everything, so that the search below could find what it looks for."""
    whole = to_json(render(leaky, Audience.STAFF))

    assert all(canary in whole for canary in CANARIES if canary != "CANARYSOURCE")


@pytest.mark.parametrize("canary", CANARIES)
def test_nothing_of_a_hidden_check_reaches_a_student(leaky, canary, tmp_path):
    """Neither JSON nor text holds an input, an expected value, a message, a print or a made-up name."""
    shown = render(leaky, Audience.STUDENT)
    with (tmp_path / "text").open("w+", encoding="utf-8") as stream:
        show_report(shown, make_console(stream), verbose=True)
        stream.seek(0)
        text = stream.read()

    assert "The title is shown" in text
    assert canary not in text
    assert canary not in to_json(shown)


@pytest.mark.parametrize("pattern", ["calc/doubel", "other/*"])
def test_a_pattern_that_leaves_out_no_check_is_a_fault(tmp_path, pattern):
    """A typing mistake would leave in what was meant to go; a student, who lacks hidden checks, sees none."""
    config = CONFIG + f"checks:\n  skip: [{pattern}]\n"
    assignment = write_assignment(tmp_path / "a", config=config, hidden=DRAWS, reference=SOLUTION)
    submission = write_submission(tmp_path / "s")

    with pytest.raises(
        GraderError, match=r"^config\.yaml: checks\.skip: no check fits " + re.escape(pattern)
    ):
        grade(assignment, submission)
    assert grade(assignment, submission, scope="visible").score == 10.0


def test_checks_and_tasks_can_be_left_out_by_the_configuration(tmp_path):
    """The file of checks stays as it is, although one of its tasks is not in the configuration any more."""
    visible = CHECK + checks('''
        @probe(task="gone")
        def test_gone(student):
            """T"""

        @probe()
        def test_left_out(student):
            """T"""
            student.calc.no_such_thing()
    ''')
    config = CONFIG + "checks:\n  skip: ['gone/*', calc/left_out]\n"
    assignment = write_assignment(tmp_path / "a", config=config, visible=visible)

    assert list(by_name(grade(assignment, write_submission(tmp_path / "s")))) == ["double"]


TRAINING = checks('''
    @probe(kind="accuracy")
    def test_training(student):
        """T"""
        expect(student.calc.double(2.0) == 4.0, "wrong")
''')


def test_data_that_were_trained_on_are_not_read_again(tmp_path, monkeypatch):
    """A training that has passed says all; where none has, data that cannot be read are nobody's loss."""
    assignment = write_assignment(tmp_path / "course", visible=TRAINING)
    right = write_submission(tmp_path / "right")
    wrong = write_submission(tmp_path / "wrong", "def double(x):\n    return 3 * x\n")

    def damaged(dataset):
        raise UsageError(f"{dataset}: damaged")

    monkeypatch.setattr(mnist, "load", damaged)

    assert grade(assignment, right).score == 10
    with pytest.raises(UsageError, match="embedded: damaged"):
        grade(assignment, wrong)
