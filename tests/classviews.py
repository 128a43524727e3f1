"""What tests of the class report share: views of classes, also of a hostile one."""

from __future__ import annotations

import random

from grader.accounts import Account
from grader.classview import ClassView, class_view
from grader.config import Config
from grader.gradebook import Gradebook
from grader.passages import Passage, Place
from grader.report import write_report
from grader.similarcsv import write_similar
from grader.similarity import Pair
from grader.standing import Attempt
from tests.gradebooks import check, handin, report
from tests.gradedclasses import DUE, NAME, TASKS, graded_report, write_class

HOSTILE = (
    "<script>document.title='ran'</script>",
    "</title></script><img src=x onerror=document.title='ran'>",
    "\u202egnp.exe\u2066",
    "a#b%20c ?d&e'f\"g.html",
    "javascript:document.title='ran'",
    "{{ 7*7 }}",
)
"""Names that would do something if a page took them for anything but text."""


def _config() -> Config:
    tasks = {name: {"title": name.title(), "points": points} for name, points in TASKS.items()}
    data = {"name": NAME, "title": "Networks", "modules": {"layers": "layers.py"}, "tasks": tasks}
    return Config.model_validate(data)


def view_of(folder, owners=None, **more) -> ClassView:
    """Return the view of the class in *folder*."""
    with Gradebook(folder) as book:
        return class_view(folder, _config(), book, owners, **more)


def _attempt(one) -> Attempt:
    return Attempt(1, one.submission.digest, DUE, DUE, None, one.score, 100.0, one.status)


class Remembered:
    """Stands for a gradebook of so many students with one attempt each, whose making takes no time."""

    def __init__(self, reports):
        self._reports = reports

    def accounts(self, assignment):
        return [
            Account(
                each.submission.id,
                f"Łukasz Papadopoulos {each.submission.id}",
                "G1",
                attempts=(
                    Attempt(1, each.submission.digest, DUE, DUE, None, each.score, 100.0, each.status),
                ),
            )
            for each in self._reports
        ]

    def regraded(self, assignment):
        return []

    def last_graded(self, assignment):
        return DUE


def large_view(folder, count) -> ClassView:
    """Return the view of *count* students with 210 checks each."""
    chance = random.Random(3)
    (folder / "reports").mkdir(parents=True)
    made = [graded_report(f"s{n}", chance.betavariate(3, 1.8), chance) for n in range(count)]
    for each in made:
        (folder / "reports" / f"{each.submission.id}.json").write_text(each.model_dump_json())
    return class_view(folder, _config(), Remembered(made))


def class_of(folder, count=40, **more) -> ClassView:
    """Write a class of *count* and return its view."""
    write_class(folder, count, **({"checks": 40} | more))
    return view_of(folder)


def hostile_class(folder) -> ClassView:
    """Return a class whose names, ids, messages, mistakes, reasons and files all attack the page."""
    folder.mkdir(parents=True, exist_ok=True)
    owners = {}
    with Gradebook(folder) as book:
        for number, text in enumerate(HOSTILE):
            id_ = text.replace("/", "_")
            mistake = {"name": f"m{text}", "explanation": text}
            failed = check(f"c{text}", "failed", 0.0, title=text, misconception=mistake)
            ours = [check("x", "internal", None, message=text)] if number == 1 else []
            made = report(
                id_, 50.0, failed, *ours, digest=f"d{number}", status="internal" if ours else "graded"
            )
            made = made.model_copy(update={"assignment": made.assignment.model_copy(update={"name": NAME})})
            write_report(made, folder / "reports" / f"{id_}.json")
            was = made.model_copy(update={"score": 40.0 if made.score else None, "status": "graded"})
            for result in (was, made):  # graded again with another result
                book.record(handin(text, name=text, group=text), result)
            book.adjust(NAME, text, 1.0, author="x", reason=text)
            owners[id_] = text
    places = [Passage(Place(text, 1, 2), Place(text, 3, 4), 80) for text in HOSTILE]
    pairs = [Pair(HOSTILE[0].replace("/", "_"), "nobody" + HOSTILE[1], 0.9, 0.8, 80, 9, 5.0, tuple(places))]
    write_similar(pairs, folder / "similar.csv")
    return view_of(folder, owners, notes=[(text, text) for text in HOSTILE])
