"""The examples get the scores that examples.yaml predicts, for the reasons named there; the demo says so."""

import ctypes
import importlib.util
import io
import json
import re
import shutil
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import psutil
import pytest
import yaml

from grader.grading import Request, grade
from grader.records import Audience, Verdict, Visibility
from grader.render import render
from grader.schema import to_json
from grader.seat import Course
from tests.desks import Desk

PROJECT = Path(__file__).resolve().parents[1]
EXAMPLES = PROJECT / "examples"
PREDICTED = yaml.safe_load((EXAMPLES / "examples.yaml").read_text(encoding="utf-8"))
ISOLATED = {"endless-loop": "timeout", "interpreter-crash": "crashed", "syntax-error": "error"}
SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of <sys/prctl.h>: orphans of our children become ours


pytestmark = pytest.mark.long


def load_demo():
    """Import examples/demo.py, which is a script and in no package."""
    spec = importlib.util.spec_from_file_location("examples_demo", EXAMPLES / "demo.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


DEMO = load_demo()


def grade_folder(folder):
    """Grade *folder* as the demo does, by an examiner of its own, without writing anything."""
    return grade(
        Request(PROJECT, folder, dataset="embedded", secret=DEMO.SECRET), lambda _event, _total: None
    )


def alive():
    """Return the living processes below this one."""
    found = set()
    for process in psutil.Process().children(recursive=True):
        try:
            if process.status() != psutil.STATUS_ZOMBIE:
                found.add(process)
        except psutil.NoSuchProcess:
            continue
    return found


@pytest.fixture(scope="module")
def left_behind():
    """Collect what still runs after the gradings of this module; orphans are caught on Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    before = alive()
    yield lambda: alive() - before
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SUBREAPER, 0, 0, 0, 0)


@pytest.fixture(scope="module")
def desk(left_behind):
    """Grade one after the other by an examiner that has collected the checks once."""
    with Desk(Course(PROJECT, DEMO.SECRET, dataset="embedded")) as taken:
        yield taken


@pytest.fixture(scope="module")
def reports(desk):
    """Grade every example once, all at one desk."""
    return {name: desk.grade(DEMO.place_of(name)) for name in PREDICTED}


def checks_of(report):
    """Return the checks of *report* by id."""
    return {check.id: check for task in report.tasks for check in task.checks}


def matches(check_id, patterns):
    """Return whether *check_id* fits a pattern, in which only the star is special."""
    return any(fnmatchcase(check_id, pattern.replace("[", "[[]")) for pattern in patterns)


def predicted_verdict(name, check_id):
    """Return the verdict that examples.yaml predicts for a check of an example."""
    entry = PREDICTED[name]
    if matches(check_id, entry.get("but", ())):
        return "passed"
    return next(
        (verdict for verdict, ids in entry.get("loses", {}).items() if matches(check_id, ids)), "passed"
    )


def own_verdicts(report):
    """
    Return the verdict of each check by id; of one that was not run, that of the check that it needs.

    That one must have been run, and not passed.
    """
    checks = checks_of(report)
    causes = {
        check_id: checks[check.details["needs"]] if check.verdict is Verdict.SKIPPED else check
        for check_id, check in checks.items()
    }
    assert all(
        causes[check_id].verdict not in {Verdict.PASSED, Verdict.SKIPPED}
        for check_id, check in checks.items()
        if check.verdict is Verdict.SKIPPED
    )
    return {check_id: str(cause.verdict) for check_id, cause in causes.items()}


def decimals(text):
    """Return the numbers in *text* with three decimals or more, as only measured or drawn numbers have."""
    return set(re.findall(r"\d\.\d{3,}", text))


def without_circumstances(report):
    """Return a report's JSON without `timing` and `environment`."""
    data = json.loads(to_json(report))
    return json.dumps({key: data[key] for key in data if key not in {"timing", "environment"}})


def test_every_example_is_predicted():
    """Each folder of examples/ but assignments, and each archive, has an entry in examples.yaml, and back."""
    places = {path.name for path in EXAMPLES.iterdir() if path.is_dir() and path.name != "__pycache__"}
    places -= {path.parent.name for path in EXAMPLES.glob("*/config.yaml")}
    places |= {path.stem for path in EXAMPLES.glob("*.zip")}

    assert places == set(PREDICTED)
    assert len(places) >= 15


def test_other_forms_of_a_submission_earn_what_their_files_earn(reports):
    """Check by check: notebooks and an archive of examples that are there as files."""
    for form in ("perfect-notebook", "averaged-loss-notebook", "some-files-archive"):
        files = {"perfect-notebook": "perfect-vectorised"}.get(form, form.rpartition("-")[0])

        earned = {name: check.score for name, check in checks_of(reports[form]).items()}

        assert earned == {name: check.score for name, check in checks_of(reports[files]).items()}


@pytest.mark.parametrize("name", PREDICTED)
def test_an_example_gets_its_predicted_score(reports, name):
    """The score is the predicted one, and no check blames the grader."""
    report = reports[name]

    assert report.status == "graded"
    assert DEMO.two_decimals(report.score) == DEMO.two_decimals(PREDICTED[name]["score"])


@pytest.mark.parametrize("name", PREDICTED)
def test_an_example_loses_its_points_for_the_predicted_reasons(reports, name):
    """Exactly the predicted checks fail it, each with the predicted verdict."""
    verdicts = own_verdicts(reports[name])

    assert verdicts == {check_id: predicted_verdict(name, check_id) for check_id in verdicts}


@pytest.mark.parametrize("name", PREDICTED)
def test_every_pattern_of_a_prediction_is_in_use(reports, name):
    """A check that was renamed or left out does not linger in examples.yaml."""
    entry = PREDICTED[name]
    patterns = [*entry.get("but", ()), *(p for ids in entry.get("loses", {}).values() for p in ids)]

    unused = [p for p in patterns if not any(matches(check_id, [p]) for check_id in checks_of(reports[name]))]

    assert unused == []


@pytest.mark.parametrize("name", ISOLATED)
def test_a_catastrophe_costs_only_its_own_checks(reports, name):
    """After a loop, a crash or a syntax error all other checks end as those of a perfect submission."""
    perfect, verdicts = own_verdicts(reports["perfect-vectorised"]), own_verdicts(reports[name])

    differing = {check_id for check_id in perfect if verdicts[check_id] != perfect[check_id]}

    assert verdicts.keys() == perfect.keys()
    assert {verdicts[check_id] for check_id in differing} == {ISOLATED[name]}
    assert {check_id.partition("/")[0] for check_id in differing} == {"data"}


def test_a_megabyte_of_prints_costs_nothing_and_is_cut_short(reports):
    """What is printed stays out of the verdicts, and only its beginning is in the report."""
    checks = checks_of(reports["megabyte-of-prints"])

    printing = [check for check in checks.values() if check.output]

    assert {check.verdict for check in checks.values()} == {Verdict.PASSED}
    assert "layers/activation_forward[Sigmoid]" in {check.id for check in printing}
    assert max(len(check.output) for check in printing) < 100_000
    assert all("sigmoid(x)" in check.output for check in printing)


def test_zeros_of_the_right_shape_earn_no_gradient_point(reports):
    """A solution of zeros gets at most 5 of 100 points and nothing for gradients or accuracy."""
    report = reports["zeros"]

    earning = {str(check.kind) for check in checks_of(report).values() if check.score}

    assert report.score <= 5
    assert earning <= {"unit"}


def test_patching_test_functions_gains_nothing(reports, desk, tmp_path):
    """The same wrong solution, without what patches NumPy and pytest, ends alike in every check."""
    honest = tmp_path / "patched-numpy"
    shutil.copytree(EXAMPLES / "patched-numpy", honest)
    (honest / "compat.py").write_text("# nothing is patched here\n", encoding="utf-8")

    verdicts = {check_id: check.verdict for check_id, check in checks_of(desk.grade(honest)).items()}

    patched = {check_id: check.verdict for check_id, check in checks_of(reports["patched-numpy"]).items()}
    assert patched == verdicts
    assert all(
        verdict is not Verdict.PASSED
        for check_id, verdict in patched.items()
        if checks_of(reports["patched-numpy"])[check_id].kind == "gradient"
        and check_id.startswith(("layers", "loss"))
    )


@pytest.mark.parametrize("name", PREDICTED)
def test_students_see_nothing_of_hidden_checks(reports, name):
    """No input, expected value, traceback or print of a hidden check is in the student's rendering."""
    report = reports[name]
    shown = render(report, Audience.STUDENT)
    text = to_json(shown)

    for check_id, check in checks_of(report).items():
        if check.visibility is Visibility.VISIBLE:
            continue
        seen = checks_of(shown)[check_id]
        told = f"{check.message} {json.dumps(check.details)} {check.output}"
        assert seen.details == {}
        assert seen.output == ""
        assert not decimals(told) & decimals(f"{seen.message} {seen.title} {seen.hint}")
        if decimals(check.message):
            assert json.dumps(check.message, ensure_ascii=False) not in text


def test_a_submission_that_shouts_its_inputs_is_heard_by_staff_alone(desk, tmp_path):
    """What a student's exceptions and prints say of hidden inputs stays out of the student's rendering."""
    (tmp_path / "layers.py").write_text(
        "class Sigmoid:\n"
        "    trainable = False\n\n"
        "    def forward(self, input_tensor):\n"
        '        print("CANARY", input_tensor.tolist())\n'
        '        raise ValueError(f"CANARY {input_tensor.tolist()}")\n',
        encoding="utf-8",
    )

    report = desk.grade(tmp_path)

    hidden = {
        check_id
        for check_id, check in checks_of(report).items()
        if check.visibility is Visibility.HIDDEN and "CANARY" in check.message + check.output
    }
    shown = {
        check_id
        for check_id, check in checks_of(render(report, Audience.STUDENT)).items()
        if "CANARY" in check.model_dump_json()
    }
    assert "layers/activation_error[Sigmoid]" in hidden
    assert "layers/activation_forward[Sigmoid]" in shown
    assert not hidden & shown


@pytest.mark.parametrize("name", ["transposed-gradient", "interpreter-crash"])
def test_grading_twice_gives_the_same_report(reports, name):
    """By whichever examiner; only `timing` and `environment` differ, failures and crashes included."""
    again = grade_folder(DEMO.place_of(name))

    assert without_circumstances(again) == without_circumstances(reports[name])


@pytest.mark.usefixtures("reports")
def test_no_process_is_left_behind(left_behind, desk):
    """Workers, templates and examiners have ended when the gradings are done, but for those that stay."""
    assert {process.pid for process in left_behind()} == {desk.examiner, *desk.room}


def graded_as(scores):
    """Return a double of the demo's grading that gives the predicted scores, or those of *scores*."""

    def grade_example(example, follow):
        if scores.get(example.name, "") is None:
            return DEMO.Grading(example, None, "the data file is missing")
        report = DEMO.Report.model_construct(
            score=scores.get(example.name, example.score), max_score=100.0, tasks=[]
        )
        return DEMO.Grading(example, report)

    return grade_example


@pytest.mark.parametrize(
    "scores, code, told",
    [
        ({}, 0, "all scores as expected"),
        ({"zeros": 99.0}, 1, "NOT as expected: zeros"),
        ({"skeleton": None}, 1, "the data file is missing"),
    ],
    ids=["as-expected", "other-score", "fault"],
)
def test_the_demo_compares_scores_with_predictions(monkeypatch, scores, code, told):
    """The demo lists every example, says which score surprises, and ends with 1 if one does."""
    out = io.StringIO()
    monkeypatch.setattr(DEMO, "grade_example", graded_as(scores))
    monkeypatch.setattr(DEMO, "make_pages", lambda gradings: ["a note on a page"])
    monkeypatch.setattr(sys, "stdout", out)

    assert DEMO.main() == code

    text = out.getvalue()
    assert told in text
    assert "demo-reports/index.html" in text
    assert "a note on a page" in text
    assert "\x1b" not in text
    assert all(text.count(name) >= 2 for name in PREDICTED)


def test_the_demo_leaves_pages_to_look_at(monkeypatch, tmp_path, reports):
    """One of the class, which leads to one of each submission, beside the reports."""
    monkeypatch.setattr(DEMO, "REPORTS", tmp_path)
    examples = {example.name: example for example in DEMO.read_examples()}
    name = "in-place-update"
    (tmp_path / "reports").mkdir()
    DEMO.write_report(reports[name], tmp_path / "reports" / f"{name}.json")

    notes = DEMO.make_pages([DEMO.Grading(examples[name], reports[name])])

    assert notes == []
    assert f"feedback/{name}.html" in (tmp_path / "index.html").read_text()
    assert "98.5" in (tmp_path / "feedback" / f"{name}.html").read_text()


def test_the_empty_skeleton_is_the_one_that_students_get():
    """examples/skeleton is exercises/*.py, byte for byte."""
    files = {path.name: path.read_bytes() for path in (PROJECT / "exercises").glob("*.py")}

    assert files == {path.name: path.read_bytes() for path in (EXAMPLES / "skeleton").glob("*.py")}
