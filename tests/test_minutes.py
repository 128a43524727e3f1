"""Specify how an examiner's words become outcomes, failing closed."""

from dataclasses import asdict

import pytest

from grader.errors import ConfigError, InternalFault
from grader.minutes import Examination, Minutes, collect, no_plan
from grader.records import CheckFinished, CheckStarted, Kind, PlannedCheck, Verdict, Visibility
from tests.assignments import passed

PLAN = [
    PlannedCheck(f"calc/{name}", "calc", "T", Kind.UNIT, Visibility.VISIBLE, 1.0, "H.") for name in ("a", "b")
]
OUTCOME = {"verdict": "passed", "fraction": 1.0, "message": "", "details": {}, "output": "", "wall_s": 0.5}
STAGES = {stage: {"outcome": "passed"} for stage in ("setup", "call", "teardown")}


def entry(name="calc/a", **changes):
    """Return an entry of the JSON report for a check that was passed, but for *changes* of its outcome."""
    return {"outcome": "passed", **STAGES, "metadata": {"outcome": OUTCOME | {"id": name} | changes}}


def collected(*tests):
    """Return the verdicts of the two planned checks, given the report's entries."""
    found = Examination(list(PLAN))
    collect(found, tests, "the judge's process ended with code 0")
    assert set(found.outcomes) == {check.id for check in PLAN}
    return [found.outcomes[check.id].verdict.value for check in PLAN]


def test_outcomes_are_taken_where_they_are_whole():
    """Two whole entries are two verdicts; seconds go to the timing."""
    found = Examination(list(PLAN))

    collect(found, [entry(), entry("calc/b", verdict="failed", fraction=0.5, message="m")], "")

    assert (found.outcomes["calc/a"].verdict, found.outcomes["calc/b"].fraction) == (Verdict.PASSED, 0.5)
    assert found.timing == {"checks_s": {"calc/a": 0.5, "calc/b": 0.5}}


def told(*names, verdict="passed"):
    """Return minutes in which the outcomes of the checks *names* were told early."""
    minutes = Minutes()
    for name in names:
        minutes.take({"outcome": OUTCOME | {"id": name, "verdict": verdict, "message": "found"}})
    return minutes


def test_what_was_told_before_the_time_was_over_can_be_read():
    """What was not told is internal, so that the report as a whole has no score."""
    found = told("calc/a").cut(PLAN)

    assert found.outcomes["calc/a"].verdict is Verdict.PASSED
    assert found.outcomes["calc/b"].verdict is Verdict.INTERNAL
    assert "deadline" in found.outcomes["calc/b"].message
    assert found.timing == {"checks_s": {"calc/a": 0.5}}


def test_failures_that_nobody_looked_at_again_cost_nothing():
    """A check may be at fault itself, which the second look finds: without it none of them counts."""
    found = told("calc/a", "calc/b", verdict="failed").cut(PLAN)

    assert {outcome.verdict for outcome in found.outcomes.values()} == {Verdict.INTERNAL}


def test_what_was_told_early_is_never_a_score():
    """Not even where all of it passed: whoever could speak for the examiner would only have to wait."""
    found = told("calc/a", "calc/b").cut(PLAN)

    assert {outcome.verdict for outcome in found.outcomes.values()} == {Verdict.INTERNAL}


def test_an_outcome_told_early_that_is_none_is_passed_over():
    """It is internal in the end."""
    minutes = Minutes()

    minutes.take({"outcome": {"id": "calc/a", "verdict": "splendid"}})

    assert minutes.cut(PLAN).outcomes["calc/a"].verdict is Verdict.INTERNAL


def test_a_timing_in_the_details_is_no_fact_of_the_report():
    """Seconds that a check measured differ from run to run and go where they may."""
    found = Examination(list(PLAN))

    collect(found, [entry(details={"timing": {"runs_s": [1.0]}, "n": 1})], "")

    assert found.outcomes["calc/a"].details == {"n": 1}
    assert found.timing["runs_s"] == [1.0]


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        "passed",
        [],
        {},
        {"outcome": "passed", **STAGES},
        {"outcome": "passed", **STAGES, "metadata": {}},
        {"outcome": "passed", **STAGES, "metadata": {"outcome": None}},
        {"outcome": "passed", **STAGES, "metadata": {"outcome": {"id": "calc/a", "verdict": "passed"}}},
        {"metadata": entry()["metadata"]},
        entry(verdict="perfect"),
        entry(verdict=None),
        entry(fraction="all of it"),
        entry(details=7),
        entry(id=7),
        {**entry(), "setup": None},
        {**entry(), "call": "passed"},
    ],
)
def test_a_broken_entry_is_no_outcome(wrong):
    """It costs its own check a verdict, never another one."""
    assert collected(wrong, entry("calc/b")) == ["internal", "passed"]


@pytest.mark.parametrize("whole", ["failed", "skipped", "xpassed", "error", None])
def test_a_pass_must_be_one_for_pytest_too(whole):
    """A recorded pass counts only where pytest agrees as a whole."""
    assert collected({**entry(), "outcome": whole}, entry("calc/b")) == ["internal", "passed"]


@pytest.mark.parametrize("stage", ["setup", "call", "teardown"])
def test_a_pass_must_be_one_in_every_stage(stage):
    """Setup, call and teardown must each be there and passed."""
    without = {key: value for key, value in entry().items() if key != stage}

    assert collected(without, entry("calc/b"))[0] == "internal"
    assert collected({**entry(), stage: {"outcome": "skipped"}}, entry("calc/b"))[0] == "internal"


def test_an_outcome_twice_is_none():
    """Two entries for one check contradict each other, whatever they say."""
    assert collected(entry(), entry(), entry("calc/b")) == ["internal", "passed"]


def test_an_outcome_that_was_not_planned_is_ignored():
    """Nothing can be added to the plan."""
    assert collected(entry(), entry("calc/b"), entry("calc/extra")) == ["passed", "passed"]


def test_no_report_is_all_internal():
    """Without entries every planned check is internal, and says how the process ended."""
    found = Examination(list(PLAN))

    collect(found, [], "the judge's process ended with code -9")

    assert {outcome.verdict for outcome in found.outcomes.values()} == {Verdict.INTERNAL}
    assert "gave no outcomes; the judge's process ended with code -9" in found.outcomes["calc/a"].message
    assert passed("x").fraction == 1.0


def test_what_is_taken_down_is_told_when_it_was_believed():
    """Plan, isolation, outcomes and what a second look found are in the examination."""
    minutes = Minutes()
    plan = [asdict(check) for check in PLAN]

    for message in (
        {"isolation": "process"},
        {"plan": plan},
        {"review": {"faulty": {"calc/a": "broken"}, "recognised": {"calc/b": {"name": "n"}}}},
        {"tests": [entry(), entry("calc/b", verdict="failed")]},
    ):
        assert minutes.take(message) is None
    found = minutes.examination(minutes.plan, "it ended", believed=True)

    assert found.isolation == "process"
    assert [found.outcomes[c.id].verdict for c in PLAN] == [Verdict.INTERNAL, Verdict.FAILED]
    assert found.recognised == {"calc/b": {"name": "n"}}


def test_nothing_counts_of_one_that_did_not_end_well():
    """An examiner that was killed may have been made to say anything."""
    minutes = Minutes()
    minutes.take({"tests": [entry(), entry("calc/b")]})

    found = minutes.examination(PLAN, "it was killed", believed=False)

    assert {o.verdict for o in found.outcomes.values()} == {Verdict.INTERNAL}
    assert "it was killed" in found.outcomes["calc/a"].message


def test_events_are_handed_on_and_garbage_is_nothing():
    """Progress is for whoever follows; what has no known form changes nothing."""
    minutes = Minutes()

    assert minutes.take({"event": "CheckStarted", "id": "a"}) == CheckStarted("a")
    assert minutes.take({"event": "CheckFinished", "id": "a", "verdict": "passed"}) == CheckFinished(
        "a", Verdict.PASSED
    )
    assert [minutes.take(garbage) for garbage in (None, 3, "plan", ["plan"], {"plan": 3}, {})] == [None] * 6
    assert minutes.plan is None


def test_a_fault_that_pytest_tells_is_the_assignments():
    """Its last line of that kind is the reason; without one it is ours."""
    assert isinstance(no_plan("it ended", "x\nERROR: conftest.py: bad\n"), ConfigError)
    assert isinstance(no_plan("it ended", "Traceback"), InternalFault)
