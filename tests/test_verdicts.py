"""Specify which verdict follows from what a check raised."""

from types import SimpleNamespace

import pytest

from grader import compare, faults
from grader.errors import CheckFailed, ConfigError, InternalFault
from grader.pipeline import Pending
from grader.records import Verdict
from grader.verdicts import judge_exception
from grader.wire import WireError


def raised(action):
    """Return the exception that *action* raises, with its traceback."""
    try:
        action()
    except BaseException as error:  # noqa: BLE001  the tests need what pytest would catch
        return error
    raise AssertionError("nothing was raised")


def test_a_pass_needs_an_answer():
    """A check that ends without having asked the submission anything is the grader's fault."""
    assert judge_exception(None, 1).verdict is Verdict.PASSED
    assert judge_exception(None, 0).verdict is Verdict.INTERNAL


@pytest.mark.parametrize(
    "fault, verdict",
    [
        (faults.StudentError("m", {"call": "f"}), Verdict.ERROR),
        (faults.NotDone("m"), Verdict.FAILED),
        (faults.TimeLimit("m"), Verdict.TIMEOUT),
        (faults.MemoryLimit("m"), Verdict.MEMORY),
        (faults.Crash("m"), Verdict.CRASHED),
        (faults.OutputLimit("m"), Verdict.ERROR),
        (faults.Breach("m"), Verdict.ERROR),
    ],
)
def test_faults_of_the_submission_bring_their_verdict(fault, verdict):
    """They count even where nothing came back: an import that never ends is the submission's."""
    judgement = judge_exception(fault, 0)

    assert (judgement.verdict, judgement.message, judgement.details) == (verdict, "m", fault.details)


def test_a_finding_needs_an_answer():
    """A check that fails before it asks has found nothing about the submission."""
    finding = CheckFailed("differs", {"worst": 1.0})

    assert judge_exception(finding, 1).verdict is Verdict.FAILED
    assert judge_exception(finding, 1).details == {"worst": 1.0}
    assert judge_exception(finding, 0).verdict is Verdict.INTERNAL


def test_a_plain_assertion_is_a_finding_of_one_line():
    """What pytest adds to an assertion below its first line would only confuse."""
    judgement = judge_exception(AssertionError("assert 1 == 2\n + where 1 = f()"), 1)

    assert (judgement.verdict, judgement.message) == (Verdict.FAILED, "assert 1 == 2")
    assert judge_exception(AssertionError(), 1).message == "an assertion of the check does not hold"
    assert judge_exception(AssertionError(), 0).verdict is Verdict.INTERNAL


@pytest.mark.parametrize("action", [lambda: {}["x"], lambda: None.shape, lambda: 1 / 0, lambda: int("x")])
def test_stumbling_over_an_answer_is_the_submissions(action):
    """The check's own code raised over what came back."""
    error = raised(action)

    assert judge_exception(error, 1).verdict is Verdict.ERROR
    assert "could not use what your code returned" in judge_exception(error, 1).message
    assert judge_exception(error, 0).verdict is Verdict.INTERNAL


def test_an_exception_of_our_own_code_is_ours():
    """The package's functions must withstand whatever comes back, so what leaves them is our fault."""
    error = raised(lambda: compare.heading(3, 4, 5))
    deeper = raised(lambda: compare.as_float("not an array"))

    assert isinstance(deeper, AttributeError | ValueError)
    assert judge_exception(deeper, 1).verdict is Verdict.INTERNAL
    assert isinstance(error, TypeError)


def test_a_library_called_by_the_check_is_the_checks_code():
    """An exception inside NumPy counts for whoever called NumPy."""
    import numpy as np

    error = raised(lambda: np.linalg.inv(np.zeros((2, 3))))

    assert judge_exception(error, 1).verdict is Verdict.ERROR


@pytest.mark.parametrize(
    "use",
    [
        lambda x: x(1),
        lambda x: x["a"],
        lambda x: x + "a",
        lambda x: x > 1,
        float,
        lambda x: x.shape,
    ],
)
def test_a_use_of_a_queued_result_is_the_checks_code(use):
    """What stands for a result only passes its uses on: a value of the wrong type is no fault of ours."""
    queue = SimpleNamespace(flush=lambda: None)
    pending = Pending(queue)
    pending._settle([None])

    error = raised(lambda: use(pending))

    assert judge_exception(error, 1).verdict is Verdict.ERROR


@pytest.mark.parametrize(
    "error",
    [
        InternalFault("x"),
        ConfigError("x"),
        WireError("x"),
        OSError("x"),
        MemoryError("x"),
        KeyboardInterrupt(),
        SystemExit(0),
        pytest.skip.Exception("x"),
    ],
)
def test_everything_else_is_internal(error):
    """Nothing that is not positively the submission's fault costs a point, and nothing of it passes."""
    assert judge_exception(error, 5).verdict is Verdict.INTERNAL
