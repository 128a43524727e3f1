"""The package for Gradescope, set up and run in a room like Gradescope's: who gets which score, who none."""

import base64
import json
import os
import re
import zipfile

import pytest
from typer.testing import CliRunner

from grader import formats
from grader.commands import app
from grader.formats import Settings
from tests.assignments import CHECK, CONFIG, SOLUTION, checks, grade, write_assignment, write_submission
from tests.cleanroom import Room, require_room

pytestmark = pytest.mark.long  # its image is built first, which takes the better part of a minute

CANARY = "the-canary-of-the-reference"
SECRET = "the-canary-of-the-secret"
HIDDEN = f"# {CANARY}\n" + checks('''
    @probe(points=3)
    def test_double_of_many(student, reference, rng):
        """Double doubles any number"""
        x = rng.standard_normal()

        assert_close(student.calc.double(x), reference.calc.double(x))
''')
WRONG = SOLUTION.replace("return 2 * x", "return 6.0")
CREATED = "2026-11-20T10:00:00.500000+01:00"
METADATA = {
    "id": 4242,
    "created_at": CREATED,
    "assignment": {
        "due_date": "2026-11-20T09:00:00+01:00",
        "group_size": None,
        "id": 25828,
        "course_id": 1234,
        "total_points": "20.0",
        "title": "Programming assignment 1",
        "something_new": {},
    },
    "submission_method": "upload",
    "users": [{"email": "canary@example.org", "id": 1, "name": "Ada"}],
    "previous_submissions": [],
}
HOSTILE = (
    SOLUTION.replace("return 2 * x", "return 6.0")
    + """

import json, os, signal, sys

FORGED = {"score": 10.0, "output": "forged", "tests": [{"name": "forged", "score": 10.0, "max_score": 10.0}]}


def attempt(what):
    try:
        return what()
    except BaseException as error:
        return type(error).__name__


def text(path):
    return open(path).read()


attempt(lambda: os.chmod("/autograder/source", 0o777))  # is answered as if it were done
seen = []
for top in ("", "/source", "/source/assignment", "/results"):
    top = "/autograder" + top
    seen.append((top, attempt(lambda: os.listdir(top))))
for path in (
    "/autograder/source/assignment/.grader-secret",
    "/autograder/source/assignment/reference/calc.py",
    "/autograder/source/assignment/reference/checks/test_calc.py",
    "/autograder/source/assignment/config.yaml",
    "/autograder/source/settings.yaml",
    "/autograder/submission_metadata.json",
    "/autograder/results/results.json",
    "/proc/1/environ",
    f"/proc/{os.getppid()}/environ",
):
    seen.append((path, attempt(lambda: text(path)[:200])))
for path in ("results/results.json", "results/forged.json", "run_autograder"):
    path = "/autograder/" + path
    seen.append((path, attempt(lambda: open(path, "w").write(json.dumps(FORGED)))))
    seen.append((path, attempt(lambda: os.unlink(path))))
seen.append(("source", attempt(lambda: os.rename("/autograder/source", "/autograder/away"))))
print(json.dumps(FORGED))
print(json.dumps(FORGED), file=sys.stderr)
print("SEEN", json.dumps(seen, default=str))
"""
)
KILLER = (
    HOSTILE
    + """
for target in (os.getppid(), 1, 2, -1):
    attempt(lambda: os.kill(target, signal.SIGKILL))
os.write(1, json.dumps(FORGED).encode())
os._exit(0)
"""
)


def package(assignment, to, *options):
    """Make the zip by the command that an instructor types."""
    called = CliRunner().invoke(
        app, ["package", "gradescope", "-a", str(assignment), "-o", str(to), *options]
    )
    assert called.exit_code == 0, called.output
    return to


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """An assignment with a visible and a hidden check, and canaries."""
    folder = tmp_path_factory.mktemp("course") / "course"
    write_assignment(
        folder, visible=CHECK, hidden=HIDDEN, reference=SOLUTION + f"\n# {CANARY}\n", config=CONFIG
    )
    (folder / ".grader-secret").write_text(f"{SECRET}\n")
    return folder


@pytest.fixture(scope="module")
def room(course, tmp_path_factory):
    """A room in which the package of the course is set up."""
    require_room()
    os.environ.pop("GRADER_SECRET", None)
    made = Room(tmp_path_factory.mktemp("room"))
    made.unpack(package(course, tmp_path_factory.mktemp("zip") / "autograder.zip"))
    made.setting_up = made.setup()
    return made


@pytest.fixture
def submission(tmp_path):
    """A function that writes a submission and returns its folder."""
    return lambda source: write_submission(tmp_path / "submission", source)


def attempts(*times, **latest):
    """Return the metadata of a submission before which there were others at *times*, with 7 points."""
    earlier = [{"submission_time": time, "score": 7.0, "autograder_error": False} for time in times]
    earlier[-1] |= latest
    return METADATA | {"previous_submissions": earlier}


def test_the_image_is_built_offline_and_looked_over(room):
    """Everything is in the zip; the build log ends with what the image offers."""
    ending = room.setting_up

    assert ending.code == 0, ending.output
    assert "isolation      submissions are graded at level" in ending.output
    assert "== done" in ending.output


def test_a_right_submission_gets_all_points(room, submission):
    """With its time, its lateness by Gradescope's due date and its number, and within the memory."""
    run = room.grade(submission(SOLUTION), METADATA)

    assert (run.ending.code, run.results["score"]) == (0, 10.0), run.ending.output
    assert [(test["name"], test["score"]) for test in run.results["tests"]] == [
        ("Double doubles", 2.5),
        ("Double doubles any number", 7.5),
    ]
    told = run.results["extra_data"]["report"]["submission"]
    assert (told["id"], told["submitted_at"], told["late_s"]) == ("4242", CREATED, 3600.5)
    assert "graded: 10 of 10 points" in run.ending.output
    assert run.ending.peak_bytes < 768 * 2**20


def test_a_wrong_submission_gets_its_share(room, submission, course):
    """The same as on the instructor's machine, and reads why, but nothing of what is hidden."""
    run = room.grade(submission(WRONG), METADATA)

    assert (run.ending.code, run.results["score"]) == (0, 2.5)
    assert grade(course, submission(WRONG), secret=None).score == 2.5
    assert CANARY not in run.text


@pytest.mark.parametrize("source", [HOSTILE, KILLER])
def test_a_hostile_submission_gains_nothing_and_reads_nothing(room, submission, source):
    """Not a point more than the same file without its attack, and no byte of what is the instructor's."""
    run = room.grade(submission(source), METADATA)

    assert run.ending.code == 0, run.ending.output
    assert run.results["score"] <= 2.5
    assert [test["name"] for test in run.results["tests"]] == ["Double doubles", "Double doubles any number"]
    for canary in (CANARY, SECRET, "canary@example.org", "test_double_of_many", "time_limit_min"):
        assert canary not in run.text
        assert canary not in run.ending.output
    assert "forged" not in run.ending.output


def test_what_it_tries_is_refused(room, submission):
    """It tells itself what came of each attempt; none of them read or wrote anything."""
    run = room.grade(submission(HOSTILE), METADATA)

    printed = run.results["tests"][0]["output"].replace("\\", "")
    seen = json.loads(re.search(r"SEEN (.*\]\])", printed)[1])
    assert len(seen) == 20
    assert {answer for _, answer in seen} <= {"PermissionError", "FileNotFoundError", "OSError"}, seen


def test_where_a_submission_could_read_the_checks_nothing_is_graded(room, submission):
    """A machine without any wall: told to the instructor, and no score for anybody."""
    bare = Room(room.folder, without=("lib/*/libseccomp.so*", "lib64/libseccomp.so*"))

    run = bare.grade(submission(SOLUTION), METADATA)

    assert (run.ending.code, run.results) == (3, None)
    assert "the isolation level seccomp cannot be had on this machine" in run.ending.output


def test_over_the_limit_the_latest_score_is_repeated(room, submission):
    """With its tests, by the time of submission and not of grading; nothing is run."""
    former = {"score": 7.5, "tests": [{"name": "Double doubles", "score": 7.5}], "output": "former"}
    metadata = attempts("2026-11-20T08:00:00+01:00", "2026-11-20T09:30:00+01:00", score=7.5, results=former)

    run = room.grade(submission("raise SystemExit"), metadata, attempts=2, per_hours=3)

    assert run.ending.code == 0
    assert (run.results["score"], run.results["tests"]) == (7.5, former["tests"])
    assert "the next attempt is possible from 2026-11-20 11:00:00+01:00 on" in run.results["output"].lower()
    assert "that of your submission of 2026-11-20 09:30:00+01:00" in run.results["output"]


def test_within_the_limit_it_is_graded(room, submission):
    """An attempt that Gradescope could not grade does not count."""
    metadata = attempts("2026-11-20T08:00:00+01:00", "2026-11-20T09:30:00+01:00", autograder_error=True)

    run = room.grade(submission(SOLUTION), metadata, attempts=2, per_hours=3)

    assert run.results["score"] == 10.0


@pytest.mark.parametrize("metadata", ["{", '{"created_at": "yesterday"}', "[]", None])
def test_broken_metadata_are_told_and_cost_nothing(room, submission, metadata):
    """To the instructor; the student gets the score all the same."""
    run = room.grade(submission(SOLUTION), metadata, attempts=1, per_hours=1)

    assert (run.ending.code, run.results["score"]) == (0, 10.0)
    assert "submission_metadata.json" in run.ending.output


def test_it_ends_before_gradescope_ends_it(room, submission):
    """No results are left, the code is not 0, and the instructor reads what ran."""
    slow = "import time\n" + SOLUTION.replace("return 2 * x", "time.sleep(1.9); return 2 * x")

    run = room.grade(submission(slow), METADATA, time_limit_min=4 / 60)

    assert (run.ending.code, run.results) == (3, None)
    assert "deadline" in run.ending.output


def test_a_fault_of_the_graders_leaves_no_results(room, submission, tmp_path):
    """A check that is itself wrong: Gradescope tells of its own error, and nobody gets a zero."""
    broken = write_assignment(tmp_path / "broken", visible=CHECK + "\n\ndef helper(:\n")

    run = room.grade(submission(SOLUTION), METADATA, assignment=broken)

    assert (run.ending.code, run.results) == (2, None)
    assert "no score was written: " in run.ending.output


def test_a_grader_that_is_killed_leaves_no_results(room, submission, course, tmp_path):
    """As the kernel does where memory runs out: the early file goes, the code is not 0."""
    fatal = CHECK + "\n\nimport os, signal\nhead = os.getppid()\nos.kill(head, signal.SIGKILL)\n"

    run = room.grade(
        submission(SOLUTION), METADATA, assignment=write_assignment(tmp_path / "fatal", visible=fatal)
    )

    assert run.ending.code == 137
    assert run.results is None


@pytest.mark.parametrize("name", sorted(formats.FORMATS))
def test_the_score_is_the_same_in_every_platforms_file(course, submission, name):
    """The same submission, read back from each format."""
    report = grade(course, submission(WRONG), secret=None)
    variables = {
        "CLASSROOM": "c", "ASSIGNMENT": "a", "SUBMISSION_TAG": "submit/1", "USERNAME": "u", "OWNER": "u",
        "ASSIGNMENT_TYPE": "individual", "COMMIT_URL": "https://example.org/c", "RELEASE_URL": "https://example.org/r",
        "REVIEW_URL": "https://example.org/v",
    }  # fmt: skip

    text = formats.exported(name, report, Settings(environment=variables, problems=("calc",)))

    assert report.score == 2.5
    assert read_back(name, text) == (None if name == "annotations" else 2.5)


def read_back(name, text):
    """Return the score of ten that a platform reads from its file; None where the file knows no scores."""
    if name == "github-output":
        return read_back("github", base64.b64decode(text.partition("=")[2]).decode())
    if name == "autolab":
        return sum(json.loads(text.splitlines()[-1])["scores"].values())
    if name == "summary":
        return float(re.search(r"^## ([\d.]+) / 10 points", text)[1])
    if name == "junit":
        return sum(float(points) for points in re.findall(r"points: ([\d.]+) / ", text))
    if name == "annotations":
        return None
    read = json.loads(text)
    return {
        "gradescope": lambda: read["score"],
        "classroom50": lambda: 10.0 * read["score"] / read["max-score"],
        "github": lambda: 10.0 * sum(test["score"] for test in read["tests"]) / read["max_score"],
        "prairielearn": lambda: 10.0 * read["score"],
    }[name]()


def test_the_zip_lies_as_gradescope_wants_it(course, tmp_path):
    """Programs at its root, executable and with line ends of Unix; the same bytes each time."""
    first, second = (package(course, tmp_path / name, "--no-wheels") for name in ("one.zip", "two.zip"))

    archive = zipfile.ZipFile(first)

    assert first.read_bytes() == second.read_bytes()
    for name in ("setup.sh", "run_autograder"):
        assert archive.getinfo(name).external_attr >> 16 == 0o100755
        assert archive.read(name).startswith(b"#!")
        assert b"\r" not in archive.read(name)
    assert f"{SECRET}\n".encode() == archive.read("assignment/.grader-secret")
