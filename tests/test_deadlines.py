"""Specify the section `late:` of `config.yaml`: what it may hold and how its faults are told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grader import config
from grader.deadlines import LateRules
from grader.errors import ConfigError

ROOT = Path(__file__).resolve().parents[1]
DUE = "due: 2026-11-30T23:59:00+01:00"
SHORT = """
name: course
title: A course
modules: {layers: layers.py}
tasks: {layers: {title: Layers, points: 3}}
late:
"""


def load(folder, *lines):
    """Return the section of a configuration that holds *lines*."""
    (folder / "config.yaml").write_text(SHORT + "".join(f"  {line}\n" for line in lines), "utf-8")
    return config.load(folder).late


def test_the_shipped_section_says_what_holds_without_it():
    """Nothing is due, nothing costs anything, and the last attempt counts."""
    assert config.load(ROOT).late == LateRules()


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-30T23:59:00+01:00",
        '"2026-11-30T23:59:00+01:00"',
        "2026-11-30T23:59+01:00",
        "2026-11-30 23:59:00 +01:00",
        "2026-11-30T22:59:00Z",
    ],
)
def test_a_time_may_be_written_in_all_ways_of_iso_8601(tmp_path, written):
    """With quotation marks or without, with seconds or without."""
    rules = load(tmp_path, f"due: {written}")

    assert rules.due == datetime(2026, 11, 30, 22, 59, tzinfo=UTC)


def test_an_extension_is_hours_or_a_time(tmp_path):
    """Both ways of writing one stand side by side."""
    rules = load(tmp_path, DUE, "extensions:", '  "1042": 36', "  ada: 2026-12-04T12:00:00+01:00")

    assert rules.extensions["1042"] == timedelta(hours=36)
    assert rules.extensions["ada"] == datetime(2026, 12, 4, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    "lines, told",
    [
        (["due: 2026-11-30T23:59:00"], "late.due must be a date and time with an offset such as"),
        (["due: 2026-11-30"], "got 2026-11-30"),
        (["due: tomorrow"], "got 'tomorrow'"),
        (["due: 9999-12-31T23:59:00Z"], "late.due must be a date and time"),
        ([DUE, "percent_per_day: -1"], "late.percent_per_day must be at least 0, got -1"),
        ([DUE, "percent_per_day: 101"], "late.percent_per_day must be at most 100, got 101"),
        ([DUE, "grace_min: .nan"], "late.grace_min must be"),
        ([DUE, "max_percent: .inf"], "late.max_percent must be"),
        ([DUE, "counts: latest"], "late.counts must be one of 'last', 'best' or 'first', got 'latest'"),
        (
            [DUE, "percent_per_dya: 5"],
            "late.percent_per_dya is not a known key; did you mean 'percent_per_day'",
        ),
        ([DUE, "extensions: {1042: 24}"], "late.extensions must name students in quotation marks, got 1042"),
        ([DUE, "extensions: {ada: -1}"], "late.extensions.ada must be hours from 0 to"),
        ([DUE, "extensions: {ada: soon}"], "late.extensions.ada must be a date and time"),
        ([DUE, "extensions: {ada: true}"], "late.extensions.ada must be a date and time"),
        (
            [DUE, "extensions: {ada: 2026-11-29T12:00:00Z}"],
            "late.extensions.ada must not be before the due date",
        ),
        ([DUE, "cutoff: 2026-11-29T12:00:00Z"], "late.cutoff must not be before the due date"),
        (["percent_per_day: 5"], "late.percent_per_day means nothing without late.due"),
        (["before_deadline_only: true"], "late.before_deadline_only means nothing without late.due"),
        (["extensions: {ada: 5}"], "late.extensions means nothing without late.due"),
    ],
)
def test_a_fault_is_told_by_its_key_in_one_line(tmp_path, lines, told):
    """What an instructor mistypes is named before anything is graded."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, *lines)

    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
