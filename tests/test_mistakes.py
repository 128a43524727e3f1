"""Specify how answers are counted, and which mistakes are told."""

from __future__ import annotations

import json

import numpy as np

from grader.mistakes import MOST_MISTAKES, Answers, confusion, mistakes


def answers(labels, predicted, rows=None):
    """Return the answers to images of these labels, in the order of the data set unless told."""
    rows = np.arange(len(labels)) if rows is None else np.array(rows)
    return Answers(rows, np.array(labels, np.uint8), np.array(predicted))


def surely(classes, sure=1.0, columns=3):
    """Return outputs that are *sure* of *classes*."""
    return np.eye(columns)[classes] * sure


def test_rows_are_labels_and_columns_predictions():
    """A one that was taken for a two counts in row 1, column 2; runs add up."""
    once = answers([0, 1, 1], surely([0, 2, 1]))

    assert confusion([once, once]) == [[2, 0, 0], [0, 2, 2], [0, 0, 0]]


def test_an_answer_that_is_no_number_counts_nowhere():
    """A NaN is of no class: neither right nor taken for another one."""
    nothing = answers([0, 1], [[np.nan, 0, 1], [0, 1, 0]])

    assert confusion([nothing]) == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert mistakes([nothing]) == []
    assert nothing.accuracy == 0.5


def test_the_surest_mistake_comes_first():
    """Each with the row of the data set, the label, the answer and how sure it was, in two digits."""
    given = answers([0, 1, 2], [[0.3, 0.6, 0.1], [0.0049, 0.0, 0.99512], [0, 0, 1]], rows=[7, 3, 5])

    found = mistakes([given])

    assert found == [
        {"index": 3, "label": 1, "predicted": 2, "confidence": 1.0},
        {"index": 7, "label": 0, "predicted": 1, "confidence": 0.6},
    ]
    json.dumps(found)


def test_outputs_that_are_no_probabilities_have_no_confidence():
    """Logits are as good an answer; they stand behind those that tell how sure they are."""
    given = answers([0, 0, 0], [[0, 3.5, 0], [-3, -1, -2], [0.2, 0.5, 0.3]])

    found = mistakes([given])

    assert [(one["index"], one["confidence"]) for one in found] == [(2, 0.5), (0, None), (1, None)]


def test_an_image_is_told_once_by_the_run_that_was_surest():
    """Three runs mistake the same image."""
    runs = [answers([0], surely([2], sure)) for sure in (0.6, 0.9, 0.8)]

    assert [one["confidence"] for one in mistakes(runs)] == [0.9]


def test_no_more_than_twelve_are_told():
    """Of many that are equally sure after rounding, the first of the data set: no further digit chooses."""
    count = 40
    sure = 0.9 + np.linspace(0, 0.004, count)[:, None]
    given = answers([0] * count, surely([1] * count) * sure, rows=np.arange(count)[::-1])

    found = mistakes([given])

    assert [one["index"] for one in found] == list(range(MOST_MISTAKES))


def test_labels_beyond_the_outputs_have_a_row():
    """A data set may have a class that the network has no output for."""
    assert np.shape(confusion([answers([0, 4], surely([0, 1]))])) == (5, 5)
