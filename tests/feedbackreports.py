"""Reports for tests of the feedback page: made by hand, with pictures, canaries and hostile text."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from types import SimpleNamespace

from grader.schema import Report

CANARY = "CANARY"
BAND = SimpleNamespace(low=(40.0, 8.0, 4.0), high=(80.0, 20.0, 9.0), mean=(60.0, 12.0, 6.0))
"""Has what a `LossBand` has, with three points."""

HOSTILE = (
    "</title></script><script>document.title='OWNED'</script><img src=x onerror=\"document.title='OWNED'\">"
)
BIDI = "a\u202egnp.exe\u2066\x1b[31m\x07"
LINK = "javascript:document.title='OWNED'"

COMPARISON = {
    "name": "gradient_weights",
    "shape": [2, 3],
    "expected": [[1.0, -2.5, 0.0], [0.25, 3.0, -0.125]],
    "got": [[1.0, -2.5, "nan"], [0.5, "inf", -0.125]],
}
GRADIENT = {
    "name": "weights",
    "shape": [3, 1],
    "index": [[0, 0], [1, 0], [2, 0]],
    "numeric": [0.5, -1.25, 2.0],
    "yours": [0.5, 1.25, "nan"],
}


def check(check_id, verdict="failed", **changed):
    """Return a check as a report holds it, worth a point."""
    values = {
        "id": check_id,
        "title": f"The title of {check_id}",
        "kind": "unit",
        "visibility": "visible",
        "verdict": verdict,
        "score": None if verdict == "internal" else float(verdict == "passed"),
        "max_score": 1.0,
        "message": "" if verdict == "passed" else f"what {check_id} found",
        "hint": f"The hint of {check_id}.",
    }
    return values | changed


def hidden(check_id, verdict="failed"):
    """Return a hidden check with a canary in all that no student may see."""
    return check(
        check_id,
        verdict,
        visibility="hidden",
        message=f"expected {CANARY}",
        output=CANARY,
        details={
            "comparison": COMPARISON | {"name": CANARY},
            "gradient": GRADIENT | {"name": CANARY},
            "formula": CANARY,
            "pattern": CANARY,
            "expected": 0.123456789,
        },
    )


ACCURACY = {
    "dataset": "embedded",
    "threshold": 0.94,
    "floor": 0.8,
    "runs": [
        {"seed": 1, "accuracy": 0.95, "loss": [70.0, None, 9.0], "iterations": 1250},
        {"seed": 7, "accuracy": 0.85, "loss": [71.0, 30.0, 12.0], "iterations": 1250},
    ],
    "mean": 0.9,
    "std": 0.05,
    "confusion": [[90 if row == column else (row + column) % 3 for column in range(10)] for row in range(10)],
    "mistakes": [
        {"index": 3, "label": 0, "predicted": 6, "confidence": 0.98},
        {"index": 1999, "label": 9, "predicted": 4, "confidence": None},
    ],
}


def report(*tasks, accuracy=None, **changed):
    """Return a report on *tasks*, each a list of checks of the task that its first id names."""
    parts = []
    for checks in tasks:
        scores = [one["score"] for one in checks]
        parts.append(
            {
                "name": checks[0]["id"].partition("/")[0],
                "score": None if None in scores else sum(scores),
                "max_score": float(len(checks)),
                "checks": checks,
            }
        )
    scores = [part["score"] for part in parts]
    values = {
        "assignment": {"name": "nn-from-scratch", "digest": "a" * 64},
        "submission": {"id": "ada", "digest": "b" * 64, "files": ["layers.py", "loss.py"]},
        "status": "internal" if None in scores else "graded",
        "score": None if None in scores else sum(scores),
        "max_score": sum(part["max_score"] for part in parts) or 1.0,
        "tasks": parts,
        "accuracy": accuracy,
        "seed_id": "0123456789ab",
        "timing": {"total_s": 12.5},
        "environment": {
            "grader": "0.1",
            "python": "3.11",
            "numpy": "2.4",
            "blas": "some",
            "platform": "Linux",
            "isolation": "bubblewrap",
        },
    }
    return Report.model_validate(values | changed, strict=False)


def rich_report():
    """Return a report with something of everything."""
    known = {"name": "cross_entropy_averaged", "explanation": "Your loss is divided by the batch size."}
    return report(
        [
            check("layers/activation_forward[ReLU]", details={"comparison": COMPARISON}, output="a print"),
            check("layers/fully_connected_weight_gradient", kind="gradient", details={"gradient": GRADIENT}),
            check("layers/activation_gradient[TanH]", "skipped", details={"needs": "layers/x"}),
            check("layers/memory[ReLU]", "failed", message="not implemented yet: ReLU.backward"),
            hidden("layers/relu_at_zero"),
            check("layers/softmax_rows_sum_to_one", "passed"),
        ],
        [
            check("loss/loss_value[CrossEntropyLoss]", misconception=known),
            check("loss/loss_error[CrossEntropyLoss]", misconception=known, visibility="hidden"),
            check("loss/a", "error", message="SyntaxError in loss.py, line 3"),
            check("loss/b", "error", message="SyntaxError in loss.py, line 3"),
            check("loss/c", "timeout"),
        ],
        [check("mnist/accuracy", kind="accuracy", score=0.7, details={"uses": ["layers"]})],
        accuracy=ACCURACY,
    )


def hostile_report():
    """Return a report in which everything that a student can choose is script, markup or bidi."""
    nasty = f"{HOSTILE} {BIDI} {LINK} {{{{ 7 * 7 }}}} <!-- -->"
    array = COMPARISON | {"name": nasty}
    return report(
        [
            check("layers/a", message=nasty, output=f"{nasty}\n" * 3, details={"comparison": array}),
            check("layers/b", "error", message=nasty, details={"gradient": GRADIENT | {"name": nasty}}),
            check("layers/c", "failed", message=f"not implemented yet: {nasty}"),
        ],
        submission={
            "id": nasty,
            "digest": nasty,
            "files": [nasty, LINK],
            "submitted_at": nasty,
            "late_s": 4000.0,
        },
    )


class Page(HTMLParser):
    """What a page holds: its elements with attributes, its ids, and its text."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.words, self._raw = [], [], False
        self.feed(html)
        self.close()
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._raw = tag in {"style", "script"}

    def handle_endtag(self, tag):
        self._raw = False

    def handle_data(self, data):
        if not self._raw:
            self.words.append(data)

    def all(self, tag):
        """Return the attributes of every *tag*."""
        return [attributes for name, attributes in self.elements if name == tag]


def parsed(markup):
    """Return markup of ours as an element tree; it must be well-formed."""
    return ET.fromstring(f"<root>{markup}</root>")


def words(markup):
    """Return the text in markup of ours."""
    return " ".join("".join(parsed(markup).itertext()).split())
