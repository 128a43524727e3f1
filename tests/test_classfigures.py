"""Specify what is counted over the reports of a class."""

from __future__ import annotations

from grader.classfigures import checks_of, fail_together, mistakes_of
from grader.sheets import Pile, sheet_of
from tests.gradebooks import check, report

MISTAKE = {"name": "bias_first", "explanation": "Your bias is first."}


def marked(*reports):
    """Return reports as figures take them, numbered from 1."""
    return [(number, sheet_of(each)) for number, each in enumerate(reports, 1)]


def pile(*reports):
    """Return what is known of the checks of *reports*."""
    from grader.sheets import _info

    checks = {one.id: _info(one, task.name) for each in reports for task in each.tasks for one in task.checks}
    return Pile({}, checks, {"layers": 100.0})


def of_class(*verdicts):
    """Return a report for each string of verdicts: `+` passed, `-` failed, `/` skipped behind the first."""
    words = {"+": ("passed", 1.0), "-": ("failed", 0.0), "/": ("skipped", 0.0)}
    return [
        report(
            f"s{number}",
            float(row.count("+")),
            *(
                check(f"c{place}", *words[sign], details={"needs": "layers/c0"} if sign == "/" else {})
                for place, sign in enumerate(row)
            ),
        )
        for number, row in enumerate(verdicts)
    ]


def test_failed_and_skipped_are_counted_apart():
    """Who never came to a check is not among those who failed it, yet has no points for it."""
    reports = of_class("++", "-/", "+-")

    first, second = checks_of(pile(*reports), marked(*reports))

    assert (first.failed, first.skipped, first.figures.full) == ((2,), 0, 2)
    assert (second.failed, second.skipped, second.figures.count, second.figures.full) == ((3,), 1, 3, 1)


def test_a_check_discriminates_by_the_points_of_everything_else():
    """Its own points would make every check look good: here the rest is the same for all."""
    reports = of_class("+++", "-++", "+++", "-++", "+++", "-++")

    first, *_ = checks_of(pile(*reports), marked(*reports))

    assert first.figures.discrimination is None


def test_submissions_in_which_nothing_works_say_nothing_of_what_goes_together():
    """An empty skeleton fails everything with everything."""
    reports = of_class("----", "----", "----", "----", "+++-", "++++")

    groups, counted = fail_together(pile(*reports), marked(*reports))

    assert (groups, counted) == ([], 2)


def test_what_fails_together_is_told_by_rows():
    """Who fails all of it, of how many submissions in which something works."""
    reports = of_class(*["--+++"] * 3, *["+++++"] * 3)

    (group,), counted = fail_together(pile(*reports), marked(*reports))

    assert (group.checks, group.both, counted) == (("layers/c0", "layers/c1"), {1, 2, 3}, 6)


def test_cases_of_one_check_and_chains_of_needs_are_no_finding():
    """That they fail together is how they are made."""
    cases = [check(f"sum[{case}]", "failed", 0.0) for case in "ab"]
    behind = [check("c", "skipped", 0.0, details={"needs": "layers/sum[a]"})]
    ahead = [check("c", "failed", 0.0)]
    reports = [report(f"s{n}", 1.0, *cases, *(behind if n else ahead), check("d")) for n in range(4)]

    assert fail_together(pile(*reports), marked(*reports)) == ([], 4)


def test_a_misconception_is_told_once_with_all_who_have_it():
    """However many of a student's checks show it; the most frequent first."""
    rare = MISTAKE | {"name": "rare"}
    reports = [
        report(f"s{n}", 0.0, *(check(name, "failed", 0.0, misconception=MISTAKE) for name in "ab"))
        for n in range(2)
    ]
    reports.append(report("s2", 0.0, check("a", "failed", 0.0, misconception=rare)))

    first, second = mistakes_of(marked(*reports))

    assert (first.name, first.explanation) == ("bias_first", "Your bias is first.")
    assert (first.rows, first.checks) == ((1, 2), ("layers/a", "layers/b"))
    assert (second.name, second.rows) == ("rare", (3,))
