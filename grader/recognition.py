"""
Name the misconception that a submission behaves like, by what it did in the checks that it fails.

Compares behaviour, never source text: the values that came back in each call of a failing check. Knows
how to run nothing.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from grader.agreement import agree
from grader.journal import Journal
from grader.misconceptions import Misconception
from grader.records import Verdict

MOST_S = 10.0
"""Processor time for one submission; what is not recognised by then is not named."""

_PATIENCE_S = 0.5
"""With a misconception that takes longer in a check than the submission did."""


@dataclass(frozen=True)
class Shown:
    """
    What a submission, or a misconception, did in a check.

    Attributes:
        relies_on_others: Whether the check needs several tasks, so that any of them may have caused it.
        seconds: What the check takes.
    """

    verdict: Verdict
    journal: Journal
    relies_on_others: bool = False
    seconds: float = 0.0


Perform = Callable[[Misconception, str, float], Shown]


def recognise(
    failed: Mapping[str, Shown],
    passed: Collection[str],
    misconceptions: Iterable[Misconception],
    perform: Perform,
) -> dict[str, Misconception]:
    """
    Return the misconception behind each failed check, for those where there is one.

    A misconception is named only if the submission failed every check that the misconception must
    fail, and behaved like it in each of them. A check that relies on several tasks may have been
    failed for more than one reason, so it does not speak against any.

    Args:
        failed: What the submission did in the checks that it failed.
        passed: The checks that it passed.
        misconceptions: To choose among.
        perform: Runs a check against a misconception, for so many seconds of processor time at most.
    """
    end_s = time.process_time() + MOST_S
    explained: dict[str, list[str]] = {}
    by_name = {each.name: each for each in misconceptions}
    for each in by_name.values():
        if time.process_time() > end_s:
            break
        own = _witnesses(each, failed)
        if own and not any(each.must_fail(check) for check in passed):
            behaved = all(_behaves(each, check, failed, perform) for check in own)
            if behaved:
                explained[each.name] = own + _more(each, own, failed, perform)
    largest_last = sorted(explained, key=lambda name: (len(explained[name]), name))
    return {check: by_name[name] for name in largest_last for check in explained[name]}


def _witnesses(each: Misconception, failed: Mapping[str, Shown]) -> list[str]:
    """Return the failed checks that must agree, the quickest first: most candidates are dismissed by one."""
    named = [check for check in failed if each.must_fail(check)]
    alone = [check for check in named if not failed[check].relies_on_others]
    return sorted(alone or named, key=lambda check: failed[check].seconds)


def _more(
    each: Misconception, own: Collection[str], failed: Mapping[str, Shown], perform: Perform
) -> list[str]:
    """Return the other failed checks that it explains as well."""
    return [
        check
        for check, shown in failed.items()
        if check not in own
        and (each.must_fail(check) or each.may_fail(check))
        and _behaves(each, check, failed, perform)
    ]


def _behaves(each: Misconception, check: str, failed: Mapping[str, Shown], perform: Perform) -> bool:
    """Tell whether the submission did in *check* what the misconception does."""
    theirs = failed[check]
    if not theirs.journal.exchanges:
        return False
    endless = theirs.verdict is Verdict.TIMEOUT
    ours = perform(each, check, math.inf if endless else _PATIENCE_S + 2 * theirs.seconds)
    return ours.verdict is theirs.verdict and agree(theirs.journal, ours.journal)
