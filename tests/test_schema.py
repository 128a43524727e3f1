"""Specify the report's models: their JSON values, and the schema that is published."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from grader.schema import Misconception, Report, json_schema, json_value, to_json

ROOT = Path(__file__).resolve().parents[1]
REPORT = Report.model_validate(
    {
        "assignment": {"name": "course", "digest": "d"},
        "submission": {"id": "alice", "digest": "f", "files": ["layers.py"]},
        "status": "graded",
        "score": 0.0,
        "max_score": 1.0,
        "tasks": [],
        "accuracy": None,
        "seed_id": "s",
        "timing": {},
        "environment": dict.fromkeys(("grader", "python", "numpy", "blas", "platform", "isolation"), "x"),
    }
)


@pytest.mark.parametrize(
    "value, expected",
    [
        (math.nan, "nan"),
        (-math.inf, "-inf"),
        (0.5, 0.5),
        (True, True),
        (np.float64(2.5), 2.5),
        (np.array([[1, 2]]), [[1, 2]]),
        ((1, "a", None), [1, "a", None]),
        ("\ud800", "\\ud800"),
        ({1: {2}}, {"1": "<set>"}),
    ],
    ids=str,
)
def test_any_value_becomes_json(value, expected):
    """What JSON cannot hold becomes a text, arrays become lists, and nothing raises."""
    assert json_value(value) == expected
    json.dumps(json_value(value), allow_nan=False)


def test_lists_of_numbers_stand_on_one_line():
    """A report with arrays stays short and readable; texts that look like lists stay whole."""
    details = {
        "got": [[1.5, -2e-07], [None, 3]],
        "odd": ["nan", 1],
        "none": [],
        "text": "[\n      1,\n      2\n]",
    }

    text = to_json(REPORT.model_copy(update={"timing": details}))

    assert "[1.5, -2e-07]" in text
    assert "[null, 3]" in text
    assert json.loads(text)["timing"] == details


def test_models_refuse_unknown_fields():
    """A field that is not in the schema is an error, not silently dropped."""
    with pytest.raises(ValidationError, match="surplus"):
        Misconception(name="a", explanation="b", surplus=1)


def test_reports_cannot_be_changed():
    """A report is frozen once it is made."""
    with pytest.raises(ValidationError, match="frozen"):
        Misconception(name="a", explanation="b").name = "c"


def test_json_values_of_equal_mappings_are_equal_texts():
    """The order in which a check wrote its details does not matter."""
    assert json.dumps(json_value({"b": 1, "a": np.float64(2)})) == json.dumps(json_value({"a": 2.0, "b": 1}))


def test_the_published_schema_is_current():
    """docs/report-schema.json is `grader schema > docs/report-schema.json`."""
    published = (ROOT / "docs/report-schema.json").read_text()

    assert published == json.dumps(json_schema(), indent=2) + "\n"


def test_every_field_of_the_report_is_explained_in_the_docs():
    """docs/report.md names each key of the schema in code quotes."""
    text = (ROOT / "docs/report.md").read_text()
    schema = json_schema()
    parts = [schema, *schema["$defs"].values()]

    unexplained = {name for part in parts for name in part.get("properties", {}) if f"`{name}`" not in text}

    assert unexplained == set()
