"""Plans of checks: what their authors declare becomes a record, or one line that says what is wrong."""

from types import SimpleNamespace

import pytest

from grader.api import DECLARATION, check
from grader.config import load
from grader.errors import ConfigError
from grader.planning import leave_out, plan
from grader.records import Kind, PlannedCheck, Visibility
from tests.assignments import CONFIG, write_assignment, write_submission


@pytest.fixture
def assignment(tmp_path):
    """An assignment with a right solution in its exercises."""
    folder = write_assignment(tmp_path / "assignment")
    write_submission(folder / "exercises")
    return folder


def item(
    folder, *, file="exercises/checks/test_calc.py", fixtures=(), params=None, case="case", **declaration
):
    """Return what pytest would have collected."""

    def test_name():
        """The title."""

    if "title" in declaration:
        test_name.__doc__ = declaration.pop("title")
    check(**{"task": "calc", "points": 2, "hint": "H."} | declaration)(test_name)
    found = SimpleNamespace(
        name="test_name",
        originalname="test_name",
        path=folder / file,
        fixturenames=fixtures,
        function=test_name,
    )
    if params:
        found.callspec = SimpleNamespace(params=params, id=case)
    return found


def planned(folder, **changes):
    """Plan the check that *changes* describe."""
    found = item(folder, **changes)
    bench = SimpleNamespace(assignment=folder, config=load(folder))
    return plan(found, getattr(found.function, DECLARATION), bench)


def test_a_plan_has_what_the_report_needs(assignment):
    """Id, title, kind, visibility, points and hint come from decorator, docstring and configuration."""
    visible = planned(assignment, kind="gradient")
    hidden = planned(assignment, file="reference/checks/test_calc.py", fixtures=("reference",))

    assert visible == PlannedCheck(
        "calc/name", "calc", "The title.", Kind.GRADIENT, Visibility.VISIBLE, 2.0, "H."
    )
    assert hidden.visibility is Visibility.HIDDEN


def test_each_case_can_need_checks_of_its_own(assignment):
    """As one layer's forward is probed by another check than the activations'."""
    own = {"a": ["calc/one", "calc/two"], "b": ["calc/three[{name}]"]}

    assert planned(assignment, needs=own, params={"name": "a"}, case="a").needs == ("calc/one", "calc/two")
    assert planned(assignment, needs=own, params={"name": "b"}, case="b").needs == ("calc/three[b]",)
    with pytest.raises(ConfigError, match="needs says nothing of the case 'c': a, b"):
        planned(assignment, needs=own, params={"name": "c"}, case="c")


def test_the_configuration_can_make_a_check_visible(tmp_path):
    """An exception by id counts for a parametrised case as well."""
    config = CONFIG + "visibility:\n  checks:\n    calc/name[case]: after_due_date\n"
    folder = write_assignment(tmp_path, config=config)

    found = planned(folder, params={"n": 1})

    assert (found.id, found.visibility) == ("calc/name[case]", Visibility.AFTER_DUE_DATE)


@pytest.mark.parametrize(
    "title", ["{m} of n", "{n.shape} of n", "{n[x]} of n", "{n:d} of n", "{} of n", "{n"]
)
def test_a_title_that_cannot_be_filled_is_named(assignment, title):
    """Whatever is wrong with a placeholder is the author's to mend at collection."""
    with pytest.raises(ConfigError, match=r"the title '.*' names an unknown parameter"):
        planned(assignment, title=title, params={"n": "text"})


def test_a_check_may_use_a_module_whose_task_is_left_out(tmp_path):
    """A course leaves out a task and keeps the checks of others that use its module; a slip is named."""
    config = CONFIG.replace("  calc: calc.py\n", "  calc: calc.py\n  other: other.py\n")
    folder = write_assignment(tmp_path, config=config)

    assert planned(folder, uses=["other"]).uses == ("other",)
    with pytest.raises(ConfigError, match=r"uses the unknown task 'othr', known: calc, other"):
        planned(folder, uses=["othr"])


def test_checks_belong_in_their_folders(assignment):
    """A check in another folder would be of no known visibility."""
    with pytest.raises(ConfigError, match=r"checks belong in exercises/checks or reference/checks"):
        planned(assignment, file="elsewhere/test_calc.py")


def skipping(folder, *patterns):
    """Write `checks.skip` into the configuration of *folder* and return what `bench_of` is to give."""
    text = (folder / "config.yaml").read_text() + f"checks:\n  skip: {list(patterns)}\n"
    (folder / "config.yaml").write_text(text)
    bench = SimpleNamespace(assignment=folder, config=load(folder))
    return lambda path: bench


def test_a_check_that_the_course_leaves_out_is_not_planned(assignment):
    """By id or by a pattern of ids, which names a case in brackets like any other character."""
    bench_of = skipping(assignment, "other/*", "calc/name[[]a]", "nothing/*")
    items = [item(assignment, params={"x": 1}, case=case) for case in "ab"] + [item(assignment, task="other")]

    kept, unused = leave_out(items, bench_of)

    assert kept == [items[1]]
    assert unused == ["nothing/*"]


def test_a_test_that_is_no_check_is_never_left_out(assignment):
    """Whoever collects it says what is wrong with it."""
    other = SimpleNamespace(
        name="test_other", path=assignment / "exercises/checks/test_calc.py", function=len
    )

    assert leave_out([other], skipping(assignment, "*")) == ([other], [])


def test_a_check_needs_none_that_is_left_out(assignment):
    """It stands alone then."""
    bench = skipping(assignment, "calc/first")(None)
    found = item(assignment, needs=("calc/first", "calc/second"))

    assert plan(found, getattr(found.function, DECLARATION), bench).needs == ("calc/second",)


def test_a_title_can_name_the_range_of_initial_weights(assignment):
    """Which is the course's, so that a title is right for every course."""
    (assignment / "config.yaml").write_text(CONFIG + "conventions:\n  initial_weights: [0, 0.5]\n")

    assert planned(assignment, title="Drawn from {initial_weights}.").title == "Drawn from [0, 0.5]."
