"""Say what is wrong with the gradings of an attack, given those of its base. Pure: runs nothing."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from tests.hostile.records import Attack

OUR_PATH = re.compile(r"\bgrader/\w+\.py|Traceback \(most recent call last\)")
_TOLD_ALIKE = ("passed", "failed")
_CHANGING = ("timing", "environment")

Result = Mapping[str, Any]


def complaints(attack: Attack, level: str, base: Result, results: Sequence[Result]) -> list[str]:
    """
    Return what *attack* achieved that it must not, or that is not as its header says; empty if all is well.

    Args:
        attack: Whose header tells what is expected.
        level: At which it was graded.
        base: The grading of the same submission without the attack.
        results: Its gradings, one per round.
    """
    found = []
    for number, result in enumerate(results):
        found += [f"round {number}: {text}" for text in _complaints(attack, level, base, result)]
    told = [comparable(attack, level, result) for result in results]
    if not attack.yes("varies", level) and any(each != told[0] for each in told):
        found.append(f"two gradings differ: {_difference(told)}")
    return found


def harm(base: Result, trial: Result) -> list[str]:
    """
    Return what became worse at a seat where attacks were graded; empty if it is as it was.

    Args:
        base: The grading of the right submission by an examiner of its own.
        trial: That at the seat.
    """
    after = f"after {', '.join(trial['after'])}"
    if "report" not in trial:
        return [f"{after}: no report: {trial}"]
    found = [f"{after}: {text}" for text in trial["left"]]
    told = [{key: each["report"][key] for key in each["report"] if key not in _CHANGING} for each in (base, trial)]
    if told[0] != told[1]:
        found.append(f"{after}: {_difference(told)}")
    return found


def is_unconfirmed(attack: Attack, level: str, result: Result, others: Iterable[tuple[str, Result]]) -> bool:
    """
    Tell whether no other grading shows that *result* would come again.

    Args:
        attack: Which was graded.
        level: At which it had *result*.
        others: Its other gradings, each with its level. One at another level that tells the same does as
            well as one more at this level; where chance decides, none does.
    """
    if attack.yes("varies", level):
        return all(other != level for other, _ in others)
    told = comparable(attack, level, result)
    return not any(other == level or comparable(attack, level, each) == told for other, each in others)


def _complaints(attack: Attack, level: str, base: Result, result: Result) -> list[str]:
    found = list(result.get("left", ()))
    if attack.yes("leaves", level):
        found = [text for text in found if not _allowed(text, attack.value("leaves", level))]
    if result.get("replaced") and not attack.yes("internal", level):
        found.append("it ended the examiner that others would have had after it")
    if "report" not in result:
        return found + _without_report(attack, level, result)
    if attack.value("refused", level):
        found.append("it was graded, and should have been refused")
    found += _verdicts(attack, level, base["report"], result["report"])
    if not attack.yes("forges", level):
        found += _forged(base["report"], result["report"])
    leaked = {name for names in result["leaked"].values() for name in names}
    if gone := leaked - set(attack.value("learns", level).replace(",", " ").split()):
        found.append(f"it got hold of: {', '.join(sorted(gone))}")
    for check in checks(result["report"]).values():
        if OUR_PATH.search(check["message"] + json.dumps(check["details"])):
            found.append(f"{check['id']}: the message quotes the grader's own code: {check['message']}")
    return found


def _without_report(attack: Attack, level: str, result: Result) -> list[str]:
    for kind in ("lost", "internal"):
        if kind in result:
            return [] if attack.yes("internal", level) else [f"no report: {result[kind]}"]
    if "broken" in result:
        return [f"the grader broke: {result['broken']}"]
    wanted = attack.value("refused", level)
    if not wanted or wanted not in result["refused"]:
        return [f"it was refused by {result['refused']!r}, expected {wanted or 'a report'!r}"]
    return (
        [f"the refusal quotes the grader's own code: {result['refused']}"]
        if OUR_PATH.search(result["refused"])
        else []
    )


def _verdicts(attack: Attack, level: str, base: Result, report: Result) -> list[str]:
    allowed = set(attack.value("verdict", level).split("|"))
    if attack.yes("internal", level):
        allowed.add("internal")
    before, found = checks(base), []
    if before.keys() != checks(report).keys():
        return ["the report has other checks than that of the base"]
    for check_id, check in checks(report).items():
        verdict, unchanged = check["verdict"], check["verdict"] == before[check_id]["verdict"]
        if verdict not in allowed and (not unchanged or attack.yes("all", level)):
            text = f"{check_id} is {verdict}, expected {'|'.join(sorted(allowed))}: {check['message']}"
            found.append(text)
    return found


def _forged(base: Result, report: Result) -> list[str]:
    before, found = checks(base), []
    for check_id, check in checks(report).items():
        if (check["score"] or 0.0) > (before[check_id]["score"] or 0.0):
            found.append(f"{check_id} forged {check['score']} points")
    if (report["score"] or 0.0) > base["score"]:
        found.append(f"forged: {report['score']} points, without the attack {base['score']}")
    return found


def checks(report: Result) -> dict[str, Result]:
    """Return the checks of *report* by id."""
    return {check["id"]: check for task in report["tasks"] for check in task["checks"]}


def comparable(attack: Attack, level: str, result: Result) -> Result:
    """
    Return what must be equal in two gradings of *attack*.

    How code that breaks its own process ends, and what it printed until then, is chance; where several
    verdicts are expected at *level*, so is which of them comes.
    """
    several = "|" in str(attack.value("verdict", level))
    if "report" in result:
        report = copy.deepcopy(
            {key: value for key, value in result["report"].items() if key not in _CHANGING}
        )
        for check in checks(report).values():
            lost = ["message", "details", "output"] if check["verdict"] not in _TOLD_ALIKE else []
            if several and check["verdict"] != "passed":
                lost = ["message", "details", "output", "verdict"]
            for name in lost:
                check.pop(name, None)
        return report
    return {key: result[key] for key in ("refused", "internal", "broken") if key in result}


def _difference(results: Sequence[Result]) -> str:
    texts = [json.dumps(result, indent=1, sort_keys=True).splitlines() for result in results]
    pairs = zip(texts[0], next((text for text in texts if text != texts[0]), []), strict=False)
    return next((f"{one.strip()} / {two.strip()}"[:600] for one, two in pairs if one != two), "in length")


def not_allowed(left: Sequence[str], patterns: Sequence[str]) -> list[str]:
    """Return those of *left* that fit none of *patterns*, of which several can stand in one text."""
    return [text for text in left if not any(_allowed(text, each) for each in patterns)]


def _allowed(text: str, patterns: str) -> bool:
    path = text.partition(": ")[2].partition(" (mode")[0]
    return any(fnmatchcase(path, pattern) for pattern in patterns.split())
