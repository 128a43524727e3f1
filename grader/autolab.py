"""Write what an Autolab autograder prints: feedback, then the scores on the last line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from grader.errors import ConfigError, InternalFault
from grader.feedback import Feedback, headline, points_text, told
from grader.records import Verdict
from grader.schema import Report
from grader.untrusted import json_text, shown, shown_line

_QUOTED_BY_AUTOLAB = re.compile(r"[a-zA-Z0-9]+:")
_MOST = 2000


def autolab_output(report: Report, *, problems: Sequence[str] = (), scoreboard: bool = False) -> str:
    """
    Return the output for a *report* that is rendered for students; a task is a problem of the same name.

    Autolab reads the last line alone, and where it cannot, it enters a 0 and releases it. So there always is
    a last line with scores, with `null`, no score, for each problem where the report has none.

    Args:
        report: Rendered for students.
        problems: Names of all tasks, for a report that has none because nothing was graded.
        scoreboard: Enter the accuracy in the scoreboard, which the whole class sees.

    Raises:
        InternalFault: There is neither a task nor a name of one.
        ConfigError: A task's name is none that Autolab can read.
    """
    whole = report.score is not None
    scores = {task.name: task.score if whole else None for task in report.tasks} or dict.fromkeys(problems)
    if not scores:
        raise InternalFault(
            "autolab: the names of the problems are not known, so that no line can be written"
        )
    for name in scores:
        if _QUOTED_BY_AUTOLAB.search(name) or not name.isprintable():
            raise ConfigError(f"config.yaml: tasks.{name}: Autolab cannot read a name with a colon")
    last: dict[str, Any] = {"scores": scores}
    if scoreboard and report.accuracy:
        last["scoreboard"] = [round(report.accuracy.mean, 6)]
    lines = [shown_line(headline(report)), *(_lines(each) for each in told(report))]
    return "\n".join(line for line in lines if line) + "\n" + json_text(last, None)


def _lines(each: Feedback) -> str:
    check = each.check
    if check.verdict is Verdict.PASSED and not each.printed:
        return ""
    head = f"{check.verdict:9}{check.title} ({check.id}): {points_text(check.score, check.max_score)}"
    return "\n  ".join([shown_line(head), *shown(each.text, _MOST).splitlines()])
