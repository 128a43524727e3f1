"""The feedback page shows all that its reader may see, and nothing else, as text that nothing obeys."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest

from grader import config as configuration
from grader.courselayout import Conventions
from grader.errors import UsageError
from grader.feedbackpage import band_of, feedback_page, write_feedback
from grader.records import Audience, Visibility
from tests.feedbackreports import (
    ACCURACY,
    BAND,
    CANARY,
    Page,
    check,
    hidden,
    hostile_report,
    report,
    rich_report,
)

ASSIGNMENT = Path(__file__).resolve().parents[1]


def page_of(whole, **more):
    """Return the parsed page of a report."""
    return Page(feedback_page(whole, **more))


def test_score_and_tasks_come_at_a_glance():
    """The points of all and of each task, and how many checks passed, are in the first part."""
    page = page_of(rich_report(), titles={"layers": "The layers"})

    assert "1.70 of 12 points" in page.text
    assert "1 of 12 checks passed" in page.text
    assert "The layers 1 of 6" in page.text
    assert {"href": "#task-1"} in page.all("a")


def test_every_check_is_there_with_its_title():
    """No check is left out, whatever became of it, and each has one place."""
    whole = rich_report()

    page = page_of(whole)

    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert sorted(each for each in ids if re.fullmatch(r"check-\d+", each)) == sorted(
        f"check-{n}" for n in range(1, 13)
    )
    for task in whole.tasks:
        for one in task.checks:
            if not one.message.startswith("not implemented"):
                assert one.title in page.text


def test_a_failure_has_message_hint_mistake_formula_pictures_and_prints():
    """What a student can act on is all there."""
    page = page_of(rich_report(), band=BAND)

    assert "what layers/activation_forward[ReLU] found" in page.text
    assert "The hint of layers/activation_forward[ReLU]." in page.text
    assert "cross_entropy_averaged Your loss is divided by the batch size." in page.text
    assert "a print" in page.text
    assert len(page.all("math")) >= 3
    assert "gradient_weights, 2 × 3: 3 of 6 differ" in page.text
    assert "2 of 3 slopes shown are off the diagonal" in page.text
    assert "ReLU.backward" in page.text


def test_the_training_has_runs_curves_confusion_and_digits():
    """Seeds, accuracies, the band, the matrix and the digits are shown."""
    page = page_of(rich_report(), band=BAND)

    assert "90.00 % accuracy on average over 2 runs (± 5.00)" in page.text
    assert "seed 7 from 71 to 12" in page.text
    assert "right solutions: range and mean" in page.text
    assert len([each for each in page.all("img") if each["src"].startswith("data:image/png;base64,")]) == 2
    assert "0 taken for 6 98% sure" in page.text
    assert len([each for each in page.all("table") if each.get("class") == "confusion"]) == 1


def test_a_training_that_ended_early_is_explained():
    """The reason stands under the runs, with how much of the training there was."""
    run = {
        "seed": 1,
        "accuracy": 0.95,
        "loss": [2.0],
        "iterations": 676,
        "planned": 1124,
        "stopped": "reached",
    }
    block = {"dataset": "embedded", "threshold": 0.94, "floor": 0.8, "runs": [run], "mean": 0.95, "std": 0.0}
    block["early_stop"] = {"validation_images": 2000, "level": 0.945}

    page = page_of(report([check("mnist/accuracy", kind="accuracy")], accuracy=block))

    assert "676 of 1124" in page.text
    assert "Ended early, seed 1 after 676 of 1124 iterations: 94.5 % of 2000 held-out images" in page.text


def test_old_reports_without_pictures_have_a_page():
    """A report that holds no arrays, no confusion and no mistakes is told in words."""
    runs = [{"seed": 1, "accuracy": 0.1, "loss": [None, None], "iterations": 10}]
    old = {"dataset": "embedded", "threshold": 0.94, "floor": 0.8, "runs": runs, "mean": 0.1, "std": 0.0}
    whole = report([check("mnist/accuracy", kind="accuracy", details={"uses": ["layers"]})], accuracy=old)

    page = page_of(whole)

    assert "No loss was a number" in page.text
    assert not page.all("img")
    assert "Which digits" not in page.text


@pytest.mark.parametrize("visibility", ["hidden", "after_due_date", "after_published"])
def test_nothing_hidden_is_in_a_students_page(visibility):
    """Not the message, prints, arrays or numbers of a hidden check: not as text, attribute or comment."""
    secret = hidden("layers/x") | {"visibility": visibility}

    html = feedback_page(report([secret, check("layers/y")], [hidden("loss/z", "internal")]))

    assert CANARY not in html
    assert "0.123456789" not in html
    assert "The title of layers/x" in html


def test_staff_and_later_readers_see_more():
    """The staff's page, and a student's once it is revealed, hold what was hidden; only one says so."""
    whole = report([hidden("layers/x")])

    staff = page_of(whole, audience=Audience.STAFF)
    later = page_of(whole, revealed=frozenset(Visibility))

    assert f"expected {CANARY}" in staff.text
    assert "do not hand it on" in staff.text
    assert f"expected {CANARY}" in later.text
    assert "do not hand it on" not in later.text


def test_a_faults_message_stays_with_the_staff():
    """What the grader says of its own failure may quote its files."""
    whole = report([check("layers/x", "internal", message="Traceback /srv/secret")])

    student, staff = page_of(whole), page_of(whole, audience=Audience.STAFF)

    assert "/srv/secret" not in student.text
    assert "No score yet" in student.text
    assert "our fault, not yours" in student.text
    assert "/srv/secret" in staff.text


def test_a_rejected_submission_is_told_why():
    """There is no score, no task and no zero, but the reason."""
    page = page_of(report(status="rejected", score=None, reason="ada: no Python file in it <b>"))

    assert "Not graded" in page.text
    assert "ada: no Python file in it <b>" in page.text
    assert "What to do next" not in page.text
    assert "0 of" not in page.text


def test_a_grader_that_failed_as_a_whole_says_so():
    """Without any task the page still says whose fault it is."""
    page = page_of(report(status="internal", score=None, reason="the judge died of /srv/x"))

    assert "No score yet" in page.text
    assert "our fault" in page.text
    assert "/srv/x" not in page.text


def test_nothing_to_do_is_said_in_a_sentence():
    """Where all passes there is no first step."""
    page = page_of(report([check("layers/x", "passed")]))

    assert "Nothing: every check passes." in page.text
    assert "Begin here" not in page.text


def test_hostile_text_is_text():
    """Script, markup, templates and links of a student's making are words; marks of direction are spelt."""
    html = feedback_page(hostile_report())
    page = Page(html)

    assert not page.all("script")
    assert not [each for each in page.all("img") if not each["src"].startswith("data:image/png")]
    assert "document.title='OWNED'" in page.text
    assert "{{ 7 * 7 }}" in page.text
    assert "49" not in page.text
    assert "\\u202egnp.exe\\u2066" in page.text
    assert not set(html) & {"\u202e", "\u2066", "\x1b", "\x07"}
    assert all(each["href"].startswith(("#", "data:,")) for each in page.all("a") + page.all("link"))
    assert page.all("title") == [{}]


@pytest.mark.parametrize("make", [rich_report, hostile_report])
def test_a_page_is_one_file_under_a_strict_policy(make):
    """No address, no style or event attribute; exactly its own styles are allowed, and no script."""
    html = feedback_page(make(), band=BAND)
    page = Page(html)

    names = {name for _, attributes in page.elements for name in attributes}
    assert "style" not in names
    assert not [name for name in names if name.startswith("on")]
    addresses = [
        each[name] for _, each in page.elements for name in ("src", "href", "action", "data") if name in each
    ]
    assert all(each.startswith(("#", "data:")) for each in addresses)
    policy = next(each["content"] for each in page.all("meta") if each.get("http-equiv"))
    styles = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in styles]
    assert re.findall(r"'sha256-([^']+)'", policy) == hashes
    assert "script-src 'none'" in policy
    assert "default-src 'none'" in policy


def test_the_page_depends_on_nothing_that_changes():
    """Another timing makes the same page, so that a regrade writes none again."""
    whole = rich_report()

    again = whole.model_copy(update={"timing": {"total_s": 99.0, "checks_s": {"loss/a": 3.0}}})

    assert feedback_page(again) == feedback_page(whole)


def test_a_page_stays_small_whatever_fails():
    """With 200 failing checks of 400 entries each the page is below half a megabyte."""
    many = [[float(row * column) for column in range(20)] for row in range(20)]
    array = {"name": "a", "shape": [20, 20], "expected": many, "got": many[::-1]}
    checks = [check(f"layers/{number}", details={"comparison": array}) for number in range(200)]

    html = feedback_page(report(checks))

    assert len(html.encode()) < 500_000
    assert "The title of layers/199" in html
    assert html.count('<svg class="heat" role=') == 36


def test_checks_that_are_told_with_another_one_take_no_pictures_from_the_rest():
    """Twenty checks of one mistake have one picture, and the next mistake has its own."""
    array = {"comparison": {"name": "a", "shape": [2], "expected": [1.0, 2.0], "got": [1.0, 3.0]}}
    known = {"name": "one", "explanation": "One mistake."}
    checks = [check(f"layers/{number}", misconception=known, details=array) for number in range(20)]

    page = page_of(report(checks, [check("loss/x", details=array)]))

    assert len([each for each in page.all("figure") if each.get("class") == "maps"]) == 2


def test_what_does_not_compile_is_to_be_mended_first():
    """One error in a whole file: neither title nor hint of the check that met it first is what helps."""
    message = "data raised SyntaxError: expected ':'\ndata.py, line 11"
    broken = {"message": message, "details": {"exception": "SyntaxError"}}

    page = page_of(report([check("data/one", "error", **broken), check("data/two", "error", **broken)]))

    assert "Begin here Make your code compile data raised SyntaxError: expected ':'" in page.text
    assert "The hint of data/one" not in page.text


def test_an_error_of_checks_with_one_hint_has_that_hint():
    """Two cases of a check that loop for ever share what is to be said of it."""
    loops = {"message": "took longer than 2 s", "hint": "Look at the loop."}

    page = page_of(report([check("data/a[x]", "timeout", **loops), check("data/a[y]", "timeout", **loops)]))

    assert page.text.count("Hint Look at the loop.") == 1


@pytest.mark.parametrize("count, told", [(8, 0), (9, 1)])
def test_a_long_list_of_hidden_checks_is_folded(count, told):
    """Unless what to do next is in it: then it is open."""
    checks = [hidden(f"layers/{number}") for number in range(count)]
    visible = [check(f"layers/{name}") for name in "wxyz"]

    folded_one, open_one = page_of(report([*visible, *checks])), page_of(report(checks))

    for page, opened in ((folded_one, 0), (open_one, told)):
        lists = [each for each in page.all("details") if each.get("class") == "listed"]
        assert page.text.count("Which ones, and their hints") == len(lists) == told
        assert sum("open" in each for each in lists) == opened


def test_that_the_grader_failed_is_said_once_to_students():
    """Staff read the reason; students are told in one sentence that it is not their fault."""
    whole = report(status="internal", score=None, reason="/secret broke")

    assert page_of(whole).text.count("our fault") == 1
    assert "/secret broke" in page_of(whole, audience=Audience.STAFF).text


def test_losses_are_written_alike_in_table_and_caption():
    """1048 is 1048 in both, and no power of ten."""
    run = {"seed": 1, "accuracy": 0.1, "loss": [346.0, 1048.0], "iterations": 1250}
    whole = report([check("mnist/accuracy", kind="accuracy")], accuracy=ACCURACY | {"runs": [run]})

    text = page_of(whole).text

    assert "seed 1 from 346 to 1048" in text
    assert "10.00 % 346 1048 1250" in text


def folded(page):
    """Return the anchors of the findings of *page* that are folded, which stand last in it."""
    places = [place for place, (_, attributes) in enumerate(page.elements) if "rest" in classes(attributes)]
    cards = [(place, each["id"]) for place, (tag, each) in enumerate(page.elements) if tag == "article"]
    return [name for place, name in cards if places and place > places[0]]


def classes(attributes):
    """Return the classes of an element."""
    return attributes.get("class", "").split()


@pytest.mark.parametrize("count, told", [(10, 0), (11, 3), (40, 32)])
def test_of_many_findings_the_first_are_open(count, told):
    """Forty cards below one another are read by nobody; they are there, folded, with what they cost."""
    page = page_of(report([check(f"layers/{number}") for number in range(count)]))

    assert len(page.all("article")) == count
    assert folded(page) == [f"check-{number}" for number in range(count - told + 1, count + 1)]
    assert (f"{told} more findings in layers, −{told} points" in page.text) == bool(told)


def test_what_to_do_next_is_never_folded():
    """A link leads to a card that is open, however far down it is."""
    known = {"name": "one", "explanation": "One mistake."}
    checks = [
        hidden(f"layers/{number}") | {"misconception": known | {"name": f"m{number}"}} for number in range(20)
    ]

    page = page_of(report([*checks, check("layers/last")]))

    assert "check-21" not in folded(page)
    assert len(folded(page)) == 13


def test_formulas_are_left_out_where_conventions_differ():
    """A course that counts the biases first is shown no formula of ours."""
    whole = report([check("layers/fully_connected_forward[one row]")])

    assert page_of(whole).all("math")
    assert page_of(whole, conventions=Conventions()).all("math")
    assert not page_of(whole, conventions=Conventions(bias="first")).all("math")
    assert not page_of(whole, conventions=Conventions(losses={"CrossEntropyLoss": "mean"})).all("math")


def test_a_training_on_other_data_has_no_range_beside_it(monkeypatch):
    """The losses of right solutions are those of one dataset, and say nothing of another."""
    monkeypatch.setattr("grader.lossband.loss_band", lambda *_: BAND)
    config = configuration.load(ASSIGNMENT)

    assert band_of(rich_report(), ASSIGNMENT, config) is BAND
    assert band_of(rich_report(), ASSIGNMENT, config.with_dataset("full")) is None


@pytest.mark.parametrize(
    "late_s, told",
    [(0.0, None), (60.0, "1 min late"), (7500.0, "2 h 5 min late"), (90000.0, "1 d 1 h late")],
)
def test_lateness_is_told_in_words(late_s, told):
    """What is in time is not mentioned."""
    submission = {"id": "a", "digest": "d", "files": [], "late_s": late_s}

    page = page_of(report([check("layers/x")], submission=submission))

    assert (told in page.text) if told else (" late" not in page.text)


def test_a_written_page_has_the_headings_of_the_configuration(tmp_path):
    """`write_feedback` takes titles from config.yaml, and makes the folder."""
    config = configuration.load(ASSIGNMENT)
    path = tmp_path / "new" / "ada.html"

    write_feedback(report([check("layers/x")]), path, assignment=ASSIGNMENT, config=config)

    page = Page(path.read_text(encoding="utf-8"))
    assert config.tasks["layers"].title in page.text


def test_a_page_that_cannot_be_written_is_named(tmp_path):
    """The path is in the one line that is said."""
    (tmp_path / "file").write_text("")

    with pytest.raises(UsageError, match=r"file/ada\.html: cannot be written"):
        write_feedback(
            report([check("layers/x")]),
            tmp_path / "file" / "ada.html",
            assignment=ASSIGNMENT,
            config=configuration.load(ASSIGNMENT),
        )
