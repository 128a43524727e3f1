"""Specify what an examiner tells of checks as they take their turns, and what of it is in the report."""

import base64

from grader.exam import Job
from grader.hearing import Hearing
from grader.lane import Terms
from tests.assignments import SOLUTION, checks, grade, write_assignment, write_submission

CHECKS = checks('''
    @pytest.fixture
    def mine():
        return 1

    @probe()
    def test_plain(student, result):
        """T"""
        result.details["array"] = np.arange(2)
        expect(student.calc.double(1) == 2, "no")

    @probe()
    def test_plain_that_fails(student):
        """T"""
        expect(student.calc.double(1) == 3, "two is not three")

    @probe(needs=["calc/plain_that_fails"])
    def test_held_back(student):
        """T"""

    @probe()
    def test_by_hooks(student, mine):
        """T"""
        expect(student.calc.double(mine) == 2, "no")
''')
OF_A_MODULE = checks('''
    @pytest.fixture(scope="module")
    def shared():
        made = []
        yield made
        np.zeros(1).tofile({path!r})

    @probe()
    def test_{name}_first(student, shared):
        """T"""
        shared.append(student.calc.double(1))

    @probe()
    def test_{name}_plain(student):
        """T"""
        student.calc.double(1)

    @probe()
    def test_{name}_second(student, shared):
        """T"""
        expect(student.calc.double(1) == 2 and len(shared) == 1, "not the same")
''')
PLAIN = checks('''
    @probe()
    def test_{name}_alone(student):
        """T"""
        student.calc.double(1)
''')


def heard(assignment, files):
    """Return all that an examiner says that tells outcomes early, and its exit code."""
    job = Job(
        assignment=assignment,
        dataset=None,
        files={path: base64.b64encode(text.encode()) for path, text in files.items()},
        missing=(),
        scope="all",
        terms=Terms(),
        tells=True,
    )
    said = []
    with Hearing(job.model_dump_json().encode()) as hearing:
        for message in hearing.messages(60.0):
            said.append(message)
            if "plan" in message:
                hearing.send(base64.b64encode(b"a secret"))
        return said, hearing.ending(10.0)


def test_each_outcome_is_told_at_once_and_stands_in_the_report(tmp_path):
    """Behind the end of its check, of which the beginning is told unless it is left out."""
    said, ending = heard(write_assignment(tmp_path, visible=CHECKS), {"calc.py": SOLUTION})

    told = [m.get("outcome", m).get("id") for m in said if "event" in m or "outcome" in m]
    kinds = [m.get("event", "outcome") for m in said if "event" in m or "outcome" in m]
    ran, left = ["CheckStarted", "CheckFinished", "outcome"], ["CheckFinished", "outcome"]
    tests = {test["metadata"]["outcome"]["id"]: test for test in said[-1]["tests"]}

    names = ["calc/plain", "calc/plain_that_fails", "calc/held_back", "calc/by_hooks"]
    assert told == [names[0]] * 3 + [names[1]] * 3 + [names[2]] * 2 + [names[3]] * 3
    assert kinds == ran + ran + left + ran
    assert [m["outcome"] for m in said if "outcome" in m] == [
        tests[name]["metadata"]["outcome"] for name in names
    ]
    assert [tests[name]["outcome"] for name in names] == ["passed", "failed", "skipped", "passed"]
    assert ending.endswith("code 1")


def test_what_a_check_keeps_for_the_report_is_plain_data(tmp_path):
    """An array is a list by then; nobody can change it later."""
    said, _ = heard(write_assignment(tmp_path, visible=CHECKS), {"calc.py": SOLUTION})

    first = next(message["outcome"] for message in said if "outcome" in message)

    assert first["details"] == {"array": [0, 1]}
    assert first["verdict"] == "passed"


def test_what_a_file_s_checks_share_ends_with_the_last_of_them(tmp_path):
    """Though plain checks stand between those that share it and behind them."""
    path = tmp_path / "ended"
    assignment = write_assignment(tmp_path / "assignment", visible=PLAIN.format(name="a"))
    for name, text in {
        "exercises/checks/test_b.py": OF_A_MODULE.format(name="b", path=f"{path}-b"),
        "exercises/checks/test_c.py": PLAIN.format(name="c"),
        "reference/checks/test_d.py": PLAIN.format(name="d"),
        "reference/checks/test_e.py": OF_A_MODULE.format(name="e", path=f"{path}-e"),
        "reference/checks/test_f.py": PLAIN.format(name="f"),
    }.items():
        (assignment / name).parent.mkdir(parents=True, exist_ok=True)
        (assignment / name).write_text(text)

    report = grade(assignment, write_submission(tmp_path / "ada"))

    assert {check.verdict.value for check in report.tasks[0].checks} == {"passed"}
    assert len(report.tasks[0].checks) == 10
    assert [one.name for one in sorted(tmp_path.glob("ended-*"))] == ["ended-b", "ended-e"]
