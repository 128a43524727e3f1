"""The guides tell the truth: their commands run as shown, and what they link to is there."""

import importlib
import re
import shutil
import signal
from pathlib import Path

import pytest

from grader import gradingkeys, starter
from tests.guides import Walk, agrees, blocks, calls, refusal

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(
    str(path.relative_to(ROOT))
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "exercises/README.md"]
)
ASCENDS = '''\
"""Optimizers."""


class Sgd:
    """Adds where it should subtract."""

    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def calculate_update(self, weight_tensor, gradient_tensor):
        return weight_tensor + self.learning_rate * gradient_tensor
'''


pytestmark = pytest.mark.long


def nothing(folder):
    """Begin in an empty folder."""


def handed_out(folder):
    """Begin as a student whose `Sgd` goes the wrong way."""
    for name in ("config.yaml", "exercises"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    (folder / "exercises/optimizer.py").write_text(ASCENDS)


def handed_in(folder):
    """Begin in the folder of an assignment with a class: right, not begun, wrong, right again, a document."""
    starter.create(folder)
    solution = (folder / "reference/layers.py").read_text("utf-8")
    works = {
        "ada": solution,
        "bob": (folder / "exercises/layers.py").read_text("utf-8"),
        "cem": solution.replace("self.slope = slope", "self.slope = 0.5"),
        "dan": f"{solution}# mine\n",
    }
    for student, work in works.items():
        (folder / "submissions" / student).mkdir(parents=True)
        (folder / "submissions" / student / "layers.py").write_text(work, "utf-8")
    (folder / "submissions/eve").mkdir()
    (folder / "submissions/eve/essay.pdf").write_bytes(b"%PDF-1.7")
    (folder / "submissions/notes.txt").write_text("to do\n")
    roster = (
        "student,name\nada,Ada Lovelace\nbob,Bob Stone\ncem,Cem Ak\ndan,Dan Poe\neve,Eve Roe\nfay,Fay Sun\n"
    )
    (folder / "class.csv").write_text(roster)


BEGINNINGS = {"exercises/README.md": handed_out, "docs/classes.md": handed_in}
"""What is there before the first command, where that is anything."""
WALKED_ELSEWHERE = {"docs/your-course.md": "tests/test_your_course.py"}
WALKED = [
    name
    for name in DOCUMENTS
    if name not in WALKED_ELSEWHERE
    and any(block.is_transcript for block in blocks((ROOT / name).read_text("utf-8")))
]


@pytest.fixture
def walk(tmp_path, monkeypatch):
    """A walk through a guide in a folder of its own, on a terminal of 80 columns, with no secret set."""
    handler = signal.getsignal(signal.SIGTERM)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("GRADER_SECRET", raising=False)
    yield Walk(tmp_path, monkeypatch)
    signal.signal(signal.SIGTERM, handler)


@pytest.mark.parametrize("name", WALKED)
def test_a_guide_shows_what_happens(walk, name):
    """Whoever types what it says sees what it says."""
    BEGINNINGS.get(name, nothing)(walk.folder)

    faults = walk.through((ROOT / name).read_text("utf-8"))

    assert "\n".join(faults) == ""


def test_the_three_guides_are_walked():
    """Students, instructors and check authors have commands to type; what another test walks, it names."""
    assert {"exercises/README.md", "docs/instructors.md", "docs/checks.md"} <= set(WALKED)
    for name, test in WALKED_ELSEWHERE.items():
        assert Path(name).name in (ROOT / test).read_text("utf-8")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_command_line_knows_every_call_of_a_document(name):
    """A command or option that was renamed is found, also where nothing is run."""
    refused = {call: refusal(call) for call in calls((ROOT / name).read_text("utf-8"))}

    assert {call: why for call, why in refused.items() if why} == {}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_a_document_imports_is_there(name):
    """A module or a function of the grader that was renamed is found."""
    text = (ROOT / name).read_text("utf-8")
    imports = re.findall(r"^ *from (grader[.\w]*) import ([\w, ]+)$", text, re.MULTILINE)
    lost = [
        f"{module}.{word}"
        for module, words in imports
        for word in words.split(", ")
        if not hasattr(importlib.import_module(module), word)
    ]

    assert lost == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name):
    """A file that is linked to is there, and so is the heading."""
    lost = []
    for link in re.findall(r"\]\((?!\w+:)([^)\s]+)\)", (ROOT / name).read_text("utf-8")):
        path, _, anchor = link.partition("#")
        target = ((ROOT / name).parent / path) if path else ROOT / name
        if not target.exists() or (anchor and anchor not in headings(target)):
            lost.append(link)

    assert lost == []


def test_the_guide_for_classes_names_what_runs_nothing_again():
    """Its table has the very sections of `config.yaml` that are in no key of a check."""
    text = (ROOT / "docs/classes.md").read_text("utf-8")
    row = re.search(r"^\| in `config\.yaml`: (.*) \| nothing but", text, re.MULTILINE)

    assert row is not None
    assert set(re.findall(r"`(\w+)`", row[1])) == set(gradingkeys._NOT_OF_CHECKS)


def test_those_who_grade_a_class_find_every_command():
    """Each has a call in the guide, and what is for one machine and for several is told apart."""
    told = {" ".join(call.split()[:3]) for call in calls((ROOT / "docs/classes.md").read_text("utf-8"))}
    guided = {"grader gradebook show", "grader gradebook adjust", "grader gradebook export"}

    assert guided <= told
    assert any(call.startswith("grader similar") for call in told)
    assert "--cluster" in (ROOT / "docs/classes.md").read_text("utf-8")


def headings(document):
    """Return the anchors that a site makes of the headings of *document*."""
    lines = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}


# ---------------------------------------------------------------- that these tests can fail


@pytest.mark.parametrize(
    "call, word",
    [
        ("grader chek exercises", "chek"),
        ("grader check --watching", "--watching"),
        ("grader data fetsh", "fetsh"),
        ("grader grade ada --fail-under 2", "--fail-under"),
        ("grader check a b", "b"),
        ("grader verify --secrets many", "--secrets"),
    ],
)
def test_a_call_that_is_none_is_refused(call, word):
    """By the parser of the command line itself."""
    assert word in refusal(call)


@pytest.mark.parametrize(
    "text, found",
    [
        ("```console\ngrader check\n```\n", ["grader check"]),
        ("    grader batch a -o b  # all\n", ["grader batch a -o b"]),
        ('    grader batch a --cluster "$(cat x; true)"\n', ["grader batch a --cluster WORD"]),
        ("say `grader diff a b` now\n", ["grader diff a b"]),
        ("grader is a word\n", []),
    ],
)
def test_calls_are_found_wherever_they_stand(text, found):
    """In fenced blocks, in indented ones, and in a sentence."""
    assert list(calls(text)) == found


@pytest.mark.parametrize(
    "call",
    [
        "grader check --watch",
        "grader grade",
        "grader new DIR",
        "grader --version",
        "make demo",
        "grader batch --cluster",
    ],
)
def test_a_call_that_is_one_is_accepted(call):
    """A name that stands without its arguments is a name."""
    assert refusal(call) == ""


@pytest.mark.parametrize(
    "shown, printed, same",
    [
        ("one\ntwo\n", "one  \ntwo\n\n", True),
        ("one\n", "one\ntwo\n", False),
        ("one\n...\n", "one\ntwo\nthree\n", True),
        ("...\nthree\n", "one\ntwo\n", False),
        ("in ... s\n", "in 1.5 s\n", True),
        ("##....  1\n", "##....  2\n", False),
        ("", "", True),
        ("", "a note\n", False),
    ],
)
def test_what_is_shown_is_compared(shown, printed, same):
    """All lines count, but for what the three dots stand for."""
    assert agrees(shown, printed) is same


GUIDE = """\
```python file=a/b.py
x = 1
```

```console
$ cd a
$ cat b.py
x = 1
```

```diff file=b.py
-x = 1
+x = 2
```

```console ends=3
$ cat b.py && exit 3
x = 2
```

```console shown
$ exit 1
```

    $ exit 1
"""


@pytest.mark.parametrize(
    "old, new, fault",
    [
        ("", "", ""),
        ("x = 2\n```\n\n```console shown", "x = 3\n```\n\n```console shown", "printed"),
        ("ends=3", "ends=1", "ended with 3"),
        ("-x = 1", "-x = 7", "0 times"),
        ("console shown", "console", "ended with 1"),
        ("$ cd a", "$ grader chek", "No such command"),
    ],
)
def test_a_guide_that_is_wrong_is_found(walk, old, new, fault):
    """In what it writes, replaces, runs and shows."""
    faults = walk.through(GUIDE.replace(old, new, 1))

    assert (fault in "\n".join(faults)) if fault else faults == []
