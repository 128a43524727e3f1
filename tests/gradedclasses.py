"""
Make the folder of a graded class without grading anybody: reports and gradebook.

Abler students pass more; some checks hang together; everything follows from the seed.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from grader.accounts import Account
from grader.gradebook import Gradebook
from grader.handins import Handin
from grader.report import write_report
from grader.schema import Report
from tests.gradebooks import report

NAME = "nn-from-scratch"
DUE = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
TASKS: Mapping[str, float] = {
    "layers": 30.0,
    "optimizer": 6.0,
    "loss": 16.0,
    "network": 14.0,
    "data": 12.0,
    "graph": 10.0,
    "mnist": 12.0,
}
_FIRST = ("Ada", "Zoë", "Νίκος", "محمد", "小明", "Анна", "Emre", "Ayşe", "Łukasz", "Noor", "Jean-Luc", "अंजलि")
_LAST = (
    "Lovelace",
    "Okafor",
    "Papadopoulos",
    "الخوارزمي",
    "王",
    "Иванова",
    "Yılmaz",
    "Nowak",
    "O'Brien",
    "शर्मा",
)
_MISTAKES = (
    ("batch_size_forgotten", "Your gradient is not divided by the batch size: divide it once, in the loss."),
    ("bias_in_the_first_row", "Your bias is the first row of the weights: the statement puts it last."),
    (
        "sigmoid_of_the_output_twice",
        "Your backward applies the sigmoid to what forward has returned already.",
    ),
    ("shared_optimizer", "Your layers share one optimizer: give each its own copy."),
)


def graded_report(name: str, ability: float, chance: random.Random, checks: int = 210, **more: Any) -> Report:
    """Return the report on a submission of so much *ability*, 0 to 1, of so many *checks*."""
    tasks, seconds = [], {}
    for task, points in TASKS.items():
        count = 2 if task == "mnist" else max(1, checks * round(points) // 100)
        made = _checks(task, points, count, ability, chance)
        seconds |= {check["id"]: round(chance.expovariate(20), 4) for check in made}
        score = round(sum(check["score"] for check in made), 6)
        tasks.append({"name": task, "score": score, "max_score": points, "checks": made})
    total = round(sum(task["score"] for task in tasks), 6)
    accuracy = min(0.97, 0.5 + 0.5 * min(1.0, ability + 0.25) * chance.uniform(0.9, 0.97))
    digest = more.pop("digest", f"{name}-{ability}")
    data = report(name, total, digest=digest, **more).model_dump(mode="json")
    data["assignment"]["name"] = NAME
    data["score"], data["tasks"] = total, tasks
    data["accuracy"] = {
        "dataset": "embedded",
        "threshold": 0.94,
        "floor": 0.8,
        "runs": [{"seed": 1, "accuracy": accuracy, "loss": [2.3, 1.0, 0.4], "iterations": 1250}],
        "mean": round(accuracy, 4),
        "std": 0.0,
    }
    data["timing"] = {"checks_s": seconds, "total_s": round(sum(seconds.values()), 3)}
    return Report.model_validate(data)


def _checks(
    task: str, points: float, count: int, ability: float, chance: random.Random
) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    broken = chance.random() > ability + 0.2  # one cause that fails several checks
    for number in range(count):
        hard = 0.15 + 0.7 * ((number * 7) % count) / count
        failed = (broken and number % 9 == 2) or chance.random() > 0.9 * ability + 0.5 - 0.4 * hard
        behind = f"{task}/case_{number - 1}" if number % 11 == 5 else ""
        skipped = bool(behind) and made[-1]["verdict"] == "failed"
        verdict = "skipped" if skipped else "failed" if failed else "passed"
        mistake = _MISTAKES[number % 4] if verdict == "failed" and chance.random() < 0.06 else None
        made.append(
            {
                "id": f"{task}/case_{number}",
                "title": f"The {task} do what case {number} asks for",
                "kind": "unit",
                "visibility": "hidden" if number % 2 else "visible",
                "verdict": verdict,
                "score": points / count if verdict == "passed" else 0.0,
                "max_score": points / count,
                "message": "" if verdict == "passed" else "got 1.0, expected 2.0",
                "hint": "" if verdict == "passed" else "Look at the formula.",
                "misconception": mistake and {"name": mistake[0], "explanation": mistake[1]},
                "details": {"needs": behind} if skipped else {},
            }
        )
    return made


def write_class(
    folder: Path, count: int, *, seed: int = 1, checks: int = 210, names: Sequence[str] = ()
) -> None:
    """
    Write a class of *count* students into *folder*, as `grader batch` leaves it.

    Args:
        folder: Made if it is not there.
        count: Of students; one in fifty has handed in nothing, one in twenty is late.
        seed: Of everything that is drawn.
        checks: Of the assignment, about.
        names: Of the first students; the others have names of all sorts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    with Gradebook(folder) as book:
        for number in range(count):
            name = names[number] if number < len(names) else f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
            student = f"s{1000 + number}"
            if number % 50 == 49:
                book.enrol(NAME, Account(student, name, f"G{number % 8}"))
                continue
            at = DUE + timedelta(hours=chance.uniform(2, 60) if number % 20 == 7 else -chance.uniform(1, 90))
            handin = Handin(student, (), student, name, f"G{number % 8}", submitted_at=at)
            made = graded_report(student, min(1.0, chance.betavariate(3, 1.8)), chance, checks)
            write_report(made, folder / "reports" / f"{student}.json")
            book.record(handin, made)
