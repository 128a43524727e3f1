"""Specify what is counted of a grading, and that it is the same the next time."""

from grader.counts import Counted, Counts
from grader.records import Verdict
from tests.assignments import CHECK, SOLUTION, checks, grade, write_assignment, write_submission

TWO = CHECK + checks('''
    @probe()
    def test_counter(student, rng):
        """T"""
        counter = student.calc.Counter(int(rng.integers(100)))
        expect(counter.up() == counter.count, "no")
''')


class Echo:
    """A transport that asks once back and then answers with what it was told."""

    cause = ValueError("of student code")

    def exchange(self, request, call_back, call):
        """Answer."""
        return call_back(request * 2) + call.encode()


def test_each_frame_is_counted_with_its_bytes():
    """The request, what comes back meanwhile, the answer to that, and the answer."""
    counts = Counts()
    transport = Counted(Echo(), counts)

    answer = transport.exchange(b"four", lambda asked: asked + b"!", "call")

    assert answer == b"fourfour!call"
    assert counts == Counts(forks=1, frames=4, bytes_sent=4 + 9, bytes_received=8 + 13)
    assert transport.cause is Echo.cause


def test_a_report_tells_the_counts_and_the_next_one_the_same(tmp_path):
    """One worker a check; seconds differ, these do not."""
    assignment = write_assignment(tmp_path / "assignment", visible=TWO)
    submission = write_submission(tmp_path / "ada", SOLUTION)

    first, second = (grade(assignment, submission) for _ in range(2))

    counts = first.timing["counts"]
    assert {check.verdict for check in first.tasks[0].checks} == {Verdict.PASSED}
    assert counts["forks"] == 2
    assert counts["frames"] >= 2 * 4
    assert min(counts["bytes_sent"], counts["bytes_received"]) > 20 * counts["forks"]
    assert second.timing["counts"] == counts
