"""Specify how an assignment proves itself."""

from grader.verify import verify
from tests.assignments import CHECK, SOLUTION, checks, write_assignment

SKELETON = "def double(x):\n    raise NotImplementedError\n"


def silent(folder):
    """Follow a grading without a word."""
    return lambda event, total: None


def test_a_sound_assignment_has_no_faults(tmp_path):
    """The reference earns every point, the skeletons none, with the public seed and no secret file."""
    assignment = write_assignment(tmp_path, reference=SOLUTION)
    (assignment / "exercises" / "calc.py").write_text(SKELETON)

    reference, exercises = verify(assignment, silent)

    assert (reference.folder, reference.report.score, reference.faults) == ("reference", 10.0, ())
    assert (exercises.folder, exercises.report.score, exercises.faults) == ("exercises", 0.0, ())
    assert not (assignment / ".grader-secret").exists()


def test_faults_name_folder_check_and_verdict(tmp_path):
    """A check that the reference fails, one that a skeleton passes and one that breaks have a line each."""
    visible = CHECK + checks('''
        @probe()
        def test_vacuous(student):
            """T"""
            student.calc

        @probe()
        def test_wrong(student):
            """T"""
            expect(student.calc.double(1.0) == 3.0, "one and one is three")

        @probe()
        def test_broken(student):
            """T"""
    ''')
    assignment = write_assignment(tmp_path, visible=visible, reference=SOLUTION)
    (assignment / "exercises" / "calc.py").write_text(SKELETON)

    reference, exercises = verify(assignment, silent)

    assert reference.faults == (
        "reference: calc/wrong internal: the reference fails this check as well: one and one is three",
        "reference: calc/broken internal: the check ended without asking the submission anything",
    )
    assert exercises.faults == (
        "exercises: calc/vacuous passed",
        "exercises: calc/broken internal: the check ended without asking the submission anything",
    )
