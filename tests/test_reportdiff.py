"""Specify what is said to differ between two sets of reports."""

import pytest

from grader.errors import UsageError
from grader.reportdiff import compare, read_reports
from grader.schema import to_json
from tests.gradebooks import check, report


def given(*reports):
    """Return *reports* as `compare` takes them, by the submission's name."""
    return {each.submission.id: lambda each=each: each for each in reports}


def only_change(old, new):
    """Return the one change between two reports."""
    (change,) = compare(given(old), given(new)).changes
    return change


def kinds(change):
    """Return what differs, by check."""
    return [(each.id, each.kind) for each in change.checks]


def test_equal_results_are_no_difference():
    """Another time taken is none; what each was graded by is told all the same."""
    found = compare(given(report("ada", 80.0, check())), given(report("ada", 80.0, check(), seconds=9.0)))

    assert (found.changes, found.unchanged, found.grounds) == ((), 1, ())


def test_a_lost_check_is_told_with_both_sides():
    """Verdict, points and message before and after."""
    old = report("ada", 80.0, check("sum"), check("mean"))
    new = report("ada", 70.0, check("sum", "failed", 0.0, message="got 3, expected 2"), check("mean"))

    change = only_change(old, new)

    (lost,) = change.checks
    assert (change.before.score, change.after.score, change.scored) == (80.0, 70.0, True)
    assert (lost.id, lost.title, lost.kind) == ("layers/sum", "The sum is right", "verdict")
    assert (lost.before.verdict, lost.before.score, lost.before.message) == ("passed", 1.0, "")
    assert (lost.after.verdict, lost.after.score, lost.after.message) == ("failed", 0.0, "got 3, expected 2")


def test_each_kind_of_difference_has_its_name():
    """New and removed checks, another share, other points, another message alone; removed ones last."""
    old = report(
        "ada",
        80.0,
        check("gone"),
        check("share", "failed", 0.5),
        check("worth"),
        check("words", "failed", 0.0, message="one"),
        check("same"),
    )
    new = report(
        "ada",
        80.0,
        check("added"),
        check("share", "failed", 0.25),
        check("worth", score=2.0, max_score=2.0),
        check("words", "failed", 0.0, message="two"),
        check("same"),
    )

    assert kinds(only_change(old, new)) == [
        ("layers/added", "new"),
        ("layers/share", "score"),
        ("layers/worth", "points"),
        ("layers/words", "message"),
        ("layers/gone", "removed"),
    ]


def test_a_partial_score_of_other_points_is_other_points_alone():
    """Two thirds of 1 and two thirds of 7, each rounded to six decimals, are the same share."""
    old = report("ada", 1.0, check("part", "failed", round(2 / 3, 6)))
    new = report("ada", 1.0, check("part", "failed", round(14 / 3, 6), max_score=7.0))

    assert kinds(only_change(old, new)) == [("layers/part", "points")]


def test_a_withheld_score_differs_from_none():
    """Where the grader fails, the status differs, and that is a difference of the score."""
    old = report("ada", 0.0, check("sum", "failed", 0.0))
    new = report("ada", None, check("sum", "internal", None), status="internal")

    change = only_change(old, new)

    assert (change.scored, change.after.status, change.after.score) == (True, "internal", None)


def test_what_differs_for_all_is_said_once():
    """And what differs for one of them stands with it."""
    old = [report(name, 80.0, check()) for name in ("ada", "bob")]
    lost = check(verdict="failed", score=0.0)
    new = [
        report("ada", 70.0, lost, assignment="a2"),
        report("bob", 70.0, lost, assignment="a2", digest="d9"),
    ]

    found = compare(given(*old), given(*new))

    assert found.grounds == ("configuration, reference or checks differ: a1 -> a2",)
    assert [change.grounds for change in found.changes] == [(), ("the submission is another one: d1 -> d9",)]


@pytest.mark.parametrize(
    "more, told",
    [({"seed_id": "s2"}, "hidden inputs"), ({"grader": "2.0"}, "grader"), ({"digest": "d2"}, "submission")],
)
def test_the_grounds_name_what_else_is_another(more, told):
    """The secret, the grader, the submission itself."""
    (ground,) = compare(given(report("ada")), given(report("ada", **more))).grounds

    assert told in ground


def test_who_is_in_one_set_alone_is_named():
    """Sorted, and no change."""
    found = compare(given(report("cem"), report("ada"), report("bob")), given(report("bob"), report("dora")))

    assert (found.only_before, found.only_after, found.unchanged) == (("ada", "cem"), ("dora",), 1)


def test_sets_that_have_nobody_in_common_are_refused():
    """Two wrong folders are no class in which nothing differs."""
    with pytest.raises(UsageError, match="no submission in common: 'ada' and others, 'cem' and others"):
        compare(given(report("ada"), report("bob")), given(report("cem"), report("dora")))


def test_two_single_reports_are_compared_whatever_they_are_called():
    """Of two students, even; then both are named."""
    found = compare(given(report("ada", 80.0)), given(report("bob", 70.0)))

    assert [change.name for change in found.changes] == ["ada -> bob"]


def test_the_order_is_that_of_the_names():
    """Whatever the order in which reports are found."""
    names = ["cem", "ada", "bob"]
    old, new = [report(name, 80.0) for name in names], [report(name, 70.0) for name in reversed(names)]

    assert [change.name for change in compare(given(*old), given(*new)).changes] == sorted(names)


def test_a_batchs_folder_has_its_reports_inside(tmp_path):
    """Half-written and other files are left alone."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "ada.json").write_text(to_json(report("ada")), "utf-8")
    (tmp_path / "reports" / ".bob.json").write_text("{")
    (tmp_path / "reports" / "notes.txt").write_text("no")

    for place in (tmp_path, tmp_path / "reports", tmp_path / "reports" / "ada.json"):
        found = read_reports(place)
        assert list(found) == ["ada"]
        assert found["ada"]() == report("ada")


@pytest.mark.parametrize(
    "content, told",
    [
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "is not a report of this grader"),
        (b'{"schema_version": "9.0"}', "is not a report of this grader"),
    ],
)
def test_a_file_that_is_no_report_is_named(tmp_path, content, told):
    """In one line."""
    path = tmp_path / "ada.json"
    path.write_bytes(content)

    with pytest.raises(UsageError, match=told) as caught:
        read_reports(path)["ada"]()

    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_place_without_reports_is_told(tmp_path):
    """An empty folder, and no folder at all."""
    with pytest.raises(UsageError, match="there is no report in it"):
        read_reports(tmp_path)
    with pytest.raises(UsageError, match="no such file or folder"):
        read_reports(tmp_path / "nowhere")
