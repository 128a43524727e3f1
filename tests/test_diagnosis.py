"""What a wrong gradient is told to be: every mistake by its name, near misses and unrelated bugs by none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.diagnosis import KINDS, diagnose, of_shape
from grader.gradients import gradcheck
from grader.gradreport import GradientVerdict as Verdict
from grader.guesses import Case, Kind

SEEDS = range(6)


def sigmoid(x):
    """Return the logistic function."""
    return 1 / (1 + np.exp(-x))


def softmax(x):
    """Return the softmax of each row."""
    return np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)


def rows(values):
    """Return the sum of each row."""
    return values.sum(axis=1, keepdims=True)


def extended(x):
    """Return *x* with a column of ones."""
    return np.hstack([x, np.ones((len(x), 1))])


def away_from_zero(rng, shape):
    """Return numbers of both signs, at least 0.2 in size."""
    return rng.choice([-1.0, 1.0], shape) * rng.uniform(0.2, 2.0, shape)


def activation(function, mistake):
    """Return a case maker: an activation, and a backward from input, output and error."""

    def case(rng):
        x = away_from_zero(rng, (3, 4))
        return function, lambda e: mistake(x, function(x), e), x

    return case


def on_weights(mistake):
    """Return a case maker: a layer's weights, and a backward from [X, 1] and the error."""

    def case(rng):
        x, w = extended(rng.standard_normal((4, 5))), rng.standard_normal((6, 3))
        return lambda w: x @ w, lambda e: mistake(x, e), w

    return case


def on_inputs(mistake, outputs=5):
    """Return a case maker: a layer's input, and a backward from the weights and the error."""

    def case(rng):
        w = rng.standard_normal((6, outputs))
        return lambda x: extended(x) @ w, lambda e: mistake(w, e), rng.standard_normal((3, 5))

    return case


def on_loss(function, mistake, labels="one-hot"):
    """Return a case maker: a loss of predictions and labels, and a backward from both."""

    def case(rng):
        p = rng.uniform(0.1, 0.9, (3, 5))
        y = np.eye(5)[rng.integers(5, size=3)] if labels == "one-hot" else rng.integers(2, size=(3, 5)) * 1.0
        if labels == "numbers":
            p, y = rng.standard_normal((2, 3, 5))
        return lambda p: float(function(p, y)), lambda _: mistake(p, y), p

    return case


def relu(x):
    """Return max(0, x)."""
    return np.maximum(x, 0.0)


def cross_entropy(p, y):
    """Return the summed cross entropy."""
    return -np.sum(y * np.log(p))


def binary(o, y):
    """Return the binary cross entropy."""
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o)) / len(o)


def logits(x, y):
    """Return the binary cross entropy of the sigmoid."""
    return binary(sigmoid(x), y)


def squared(h, y):
    """Return half the sum of squares."""
    return 0.5 * np.sum((h - y) ** 2)


def mean_squared(h, y):
    """Return the mean of squares."""
    return np.mean((h - y) ** 2)


def last_alone(e):
    """Return the error with every row but the last zeroed."""
    return e * (np.arange(len(e)) == len(e) - 1)[:, None]


MISTAKES = {
    "zero": (activation(np.tanh, lambda x, y, e: 0 * e), Kind.ZERO),
    "sign": (activation(sigmoid, lambda x, y, e: -e * y * (1 - y)), Kind.SIGN),
    "unchanged": (activation(sigmoid, lambda x, y, e: e), Kind.NO_SLOPE),
    "unchanged tanh": (activation(np.tanh, lambda x, y, e: e), Kind.NO_SLOPE),
    "unchanged relu": (activation(relu, lambda x, y, e: e), Kind.NO_SLOPE),
    "unchanged softmax": (activation(softmax, lambda x, y, e: e), Kind.NO_SLOPE),
    "unchanged by weights": (on_inputs(lambda w, e: e), Kind.UNCHANGED),
    "x for y": (activation(sigmoid, lambda x, y, e: e * x * (1 - x)), Kind.INPUT_IN_FORMULA),
    "x for y in tanh": (activation(np.tanh, lambda x, y, e: e * (1 - x**2)), Kind.INPUT_IN_FORMULA),
    "x for p": (
        activation(softmax, lambda x, y, e: x * (e - rows(e * x))),
        Kind.INPUT_IN_FORMULA,
    ),
    "at the output": (
        activation(sigmoid, lambda x, y, e: e * sigmoid(y) * (1 - sigmoid(y))),
        Kind.AT_OUTPUT,
    ),
    "tanh at the output": (activation(np.tanh, lambda x, y, e: e * (1 - np.tanh(y) ** 2)), Kind.AT_OUTPUT),
    "sine at the output": (activation(np.sin, lambda x, y, e: e * np.cos(y)), Kind.AT_OUTPUT),
    "twice": (activation(np.tanh, lambda x, y, e: e * (1 - y**2) ** 2), Kind.TWO_SLOPES),
    "divided": (activation(sigmoid, lambda x, y, e: e / (y * (1 - y))), Kind.DIVIDED),
    "only y": (activation(sigmoid, lambda x, y, e: e * y), Kind.FACTOR_MISSING),
    "only 1 - y": (activation(sigmoid, lambda x, y, e: e * (1 - y)), Kind.FACTOR_MISSING),
    "plus": (activation(np.tanh, lambda x, y, e: e * (1 + y**2)), Kind.TERM_SIGN),
    "y squared": (activation(np.tanh, lambda x, y, e: e * y**2), Kind.TERM_MISSING),
    "tanh for sigmoid": (activation(sigmoid, lambda x, y, e: e * (1 - y**2)), Kind.OTHER_ACTIVATION),
    "sigmoid for tanh": (activation(np.tanh, lambda x, y, e: e * y * (1 - y)), Kind.OTHER_ACTIVATION),
    "sigmoid for relu": (
        activation(relu, lambda x, y, e: e * sigmoid(x) * (1 - sigmoid(x))),
        Kind.OTHER_ACTIVATION,
    ),
    "mask of the error": (activation(relu, lambda x, y, e: e * (e > 0)), Kind.MASK_OF_ERROR),
    "mask turned": (activation(relu, lambda x, y, e: e * (x < 0)), Kind.MASK_TURNED),
    "times the output": (activation(relu, lambda x, y, e: e * y), Kind.BY_OUTPUT),
    "times the input": (activation(np.sin, lambda x, y, e: e * x), Kind.BY_INPUT),
    "diagonal": (activation(softmax, lambda x, p, e: e * p * (1 - p)), Kind.DIAGONAL),
    "diagonal of the weights": (on_inputs(lambda w, e: e * np.diag(w[:-1])), Kind.DIAGONAL),
    "no sum": (activation(softmax, lambda x, p, e: e * p), Kind.NO_SUM),
    "axis 0": (
        activation(softmax, lambda x, p, e: p * (e - (e * p).sum(axis=0, keepdims=True))),
        Kind.AXIS,
    ),
    "whole sum": (activation(softmax, lambda x, p, e: p * (e - (e * p).sum())), Kind.AXIS),
    "no p": (activation(softmax, lambda x, p, e: e - rows(e * p)), Kind.FACTOR_MISSING),
    "p in one term": (activation(softmax, lambda x, p, e: p * e - rows(e * p)), Kind.FACTOR_MISSING),
    "sum added": (activation(softmax, lambda x, p, e: p * (e + rows(e * p))), Kind.TERM_SIGN),
    "last sample's softmax": (
        activation(softmax, lambda x, p, e: p[-1:] * (e - rows(e * p[-1:]))),
        Kind.ONE_FOR_ALL,
    ),
    "batch mean": (on_weights(lambda x, e: x.T @ e / 4), Kind.OVER_BATCH),
    "batch twice": (on_weights(lambda x, e: x.T @ e * 4), Kind.TIMES_BATCH),
    "outputs": (on_weights(lambda x, e: x.T @ e / 3), Kind.OVER_OUTPUTS),
    "negative mean": (on_weights(lambda x, e: -x.T @ e / 4), Kind.SIGN_AND_FACTOR),
    "no bias": (on_weights(lambda x, e: np.vstack([x[:, :-1].T @ e, 0 * e[:1]])), Kind.BIAS),
    "bias mean": (on_weights(lambda x, e: np.vstack([x[:, :-1].T @ e, e.mean(axis=0)])), Kind.BIAS),
    "bias of one sample": (on_weights(lambda x, e: np.vstack([x[:, :-1].T @ e, e[:1]])), Kind.BIAS),
    "bias otherwise": (on_weights(lambda x, e: np.vstack([x[:, :-1].T @ e, 1.7 * e[2:3]])), Kind.BIAS),
    "first sample": (on_weights(lambda x, e: np.outer(x[0], e[0])), Kind.ONE_SAMPLE),
    "last sample": (on_weights(lambda x, e: x.T @ last_alone(e)), Kind.ONE_SAMPLE),
    "last row": (on_inputs(lambda w, e: last_alone(e) @ w[:-1].T), Kind.ONE_SAMPLE),
    "clipped": (on_weights(lambda x, e: np.clip(x.T @ e, -0.5, 0.5)), Kind.CLIPPED),
    "rounded": (on_weights(lambda x, e: np.trunc(x.T @ e)), Kind.WHOLE),
    "not transposed": (on_inputs(lambda w, e: e @ w[:-1]), Kind.NOT_TRANSPOSED),
    "first row left out": (on_inputs(lambda w, e: e @ w[1:].T), Kind.BIAS_SIDE),
    "mean in cross entropy": (on_loss(cross_entropy, lambda p, y: -y / p / 3), Kind.OVER_BATCH),
    "with softmax": (on_loss(cross_entropy, lambda p, y: p - y), Kind.WITH_LAYER),
    "no label": (on_loss(cross_entropy, lambda p, y: -1 / p), Kind.NO_LABEL),
    "loss itself": (on_loss(cross_entropy, lambda p, y: -y * np.log(p)), Kind.OTHER_VARIABLE),
    "with sigmoid": (on_loss(binary, lambda o, y: (o - y) / 3, "bits"), Kind.WITH_LAYER),
    "one term": (on_loss(binary, lambda o, y: -y / o / 3, "bits"), Kind.TERM_MISSING),
    "sign of a term": (on_loss(binary, lambda o, y: -y / o - (1 - y) / (1 - o), "bits"), Kind.TERM_SIGN),
    "no sigmoid": (on_loss(logits, lambda x, y: (x - y) / 3, "bits"), Kind.FACTOR_MISSING),
    "two slopes": (
        on_loss(logits, lambda x, y: (sigmoid(x) - y) * sigmoid(x) * (1 - sigmoid(x)) / 3, "bits"),
        Kind.TWO_SLOPES,
    ),
    "sum of logits": (on_loss(logits, lambda x, y: sigmoid(x) - y, "bits"), Kind.TIMES_BATCH),
    "twice the difference": (on_loss(squared, lambda h, y: 2 * (h - y), "numbers"), Kind.TWICE),
    "half": (on_loss(mean_squared, lambda h, y: (h - y) / 15, "numbers"), Kind.HALF),
    "sum of squares": (on_loss(mean_squared, lambda h, y: 2 * (h - y), "numbers"), Kind.TIMES_ENTRIES),
    "2/n missing": (on_loss(mean_squared, lambda h, y: h - y, "numbers"), Kind.LARGE),
    "batch for n": (on_loss(mean_squared, lambda h, y: 2 * (h - y) / 3, "numbers"), Kind.TIMES_OUTPUTS),
    "no label in squares": (on_loss(squared, lambda h, y: h, "numbers"), Kind.IS_INPUT),
    "absolute": (on_loss(squared, lambda h, y: np.abs(h - y), "numbers"), Kind.NO_SIGNS),
    "only signs": (on_loss(squared, lambda h, y: np.sign(h - y), "numbers"), Kind.ONLY_SIGNS),
    "squares": (on_loss(squared, lambda h, y: (h - y) ** 2, "numbers"), Kind.SQUARED),
}


def told(maker, seed, change=lambda g: g, to=lambda value: value):
    """Return the report of a mistake whose gradient goes through *change*, and all results through *to*."""
    rng = np.random.default_rng(seed)
    forward, backward, x = maker(rng)
    return gradcheck(lambda x: to(forward(x)), lambda e: to(change(backward(e))), x, rng=rng)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_by_its_name(name):
    """Whatever the numbers, the message ends with what the gradient is instead."""
    maker, kind = MISTAKES[name]
    for seed in SEEDS:
        report = told(maker, seed)

        assert report.verdict is Verdict.WRONG, seed
        assert report.details["pattern_kind"] == kind, (seed, report.message)
        assert report.message.endswith(f"{report.details['pattern']})"), report.message


def spoiled(gradient):
    """Return a gradient whose largest entry is off by one percent."""
    gradient = np.array(gradient, dtype=float)
    gradient.flat[np.abs(gradient).argmax()] *= 1.01
    return gradient


@pytest.mark.parametrize("name", sorted(MISTAKES.keys() - {"zero"}))
def test_a_mistake_that_is_off_in_one_entry_is_not_that_mistake(name):
    """A diagnosis fits every entry; what is left to tell is where the wrong ones lie."""
    for seed in SEEDS:
        report = told(MISTAKES[name][0], seed, spoiled)

        where_alone = report.details["pattern"] == BIAS_SOMEHOW
        assert where_alone or report.details["pattern_kind"] not in set(Kind), (seed, report.message)


BIAS_SOMEHOW = "only the last row, that of the biases, is wrong: it is the sum of E over the batch"

FUNCTIONS = {
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "relu": relu,
    "softmax": softmax,
    "square": lambda x: x @ np.arange(16.0).reshape(4, 4),
    "wide": lambda x: x @ np.arange(20.0).reshape(4, 5),
    "row sums": rows,
    "number": lambda x: float(np.sum(x**3)),
}


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(sorted(FUNCTIONS)), st.booleans())
def test_an_unrelated_gradient_has_no_name(seed, name, linear):
    """A random gradient, linear in the error tensor or the same each time, is called wrong and no more."""
    rng = np.random.default_rng(seed)
    x, forward = away_from_zero(rng, (3, 4)), FUNCTIONS[name]
    matrix, once = rng.standard_normal((np.size(forward(x)), x.size)), rng.standard_normal(x.shape)

    def backward(e):
        return (np.ravel(e) @ matrix).reshape(x.shape) if linear or np.ndim(e) else once

    report = gradcheck(forward, backward, x, rng=rng)

    assert report.verdict is Verdict.WRONG
    assert report.details["pattern_kind"] == "", report.message


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["weights", "sigmoid", "softmax"]), st.floats(0.05, 20))
def test_noise_on_a_right_gradient_has_no_name(seed, name, size):
    """A gradient whose entries are off by unrelated factors is nothing that has a name."""
    rng = np.random.default_rng(seed)
    x = away_from_zero(rng, (3, 4))
    off = 1 + size * rng.uniform(0.1, 1, x.shape) * rng.choice([-1, 1], x.shape)
    inputs = extended(rng.standard_normal((5, 2)))
    forward, right = {
        "weights": (lambda w: inputs @ w, lambda e: inputs.T @ e),
        "sigmoid": (sigmoid, lambda e: e * sigmoid(x) * (1 - sigmoid(x))),
        "softmax": (softmax, lambda e: softmax(x) * (e - rows(e * softmax(x)))),
    }[name]

    report = gradcheck(forward, lambda e: right(e) * off, x, rng=rng)

    assert report.verdict is Verdict.WRONG
    assert report.details["pattern_kind"] == "", report.message


@pytest.mark.parametrize("factor", [1 + 1e-4, 2 * (1 + 1e-4), 4 * (1 - 1e-4), 0.25 * (1 + 1e-4)])
def test_a_factor_next_to_one_that_has_a_name_is_told_as_it_is(factor):
    """2.0002 times the gradient is not twice the gradient."""
    report = told(on_weights(lambda x, e: factor * (x.T @ e)), 0)

    assert report.details["pattern_kind"] in {Kind.LARGE, Kind.SMALL}
    assert f"{max(factor, 1 / factor):.6g} times too" in report.message


@pytest.mark.parametrize("name", ["batch mean", "sign", "no bias", "no sum", "unchanged", "twice"])
def test_float32_inside_is_diagnosed_too(name):
    """What float32 can show is enough for the name."""
    maker, kind = MISTAKES[name]
    for seed in SEEDS:
        report = told(maker, seed, to=np.float32)

        assert report.details["pattern_kind"] == kind, (seed, report.message)


SHAPES = {
    "transposed": (lambda x, e: e.T @ x, Kind.TRANSPOSED),
    "no bias row": (lambda x, e: x[:, :-1].T @ e, Kind.BIAS_MISSING),
    "per sample": (lambda x, e: x[:, :, None] * e[:, None], Kind.BATCH_SUM),
    "kept axis": (lambda x, e: (x.T @ e)[None], Kind.BATCH_SUM),
    "row sums": (lambda x, e: (x.T @ e).sum(axis=1), Kind.SUMMED),
    "column sums": (lambda x, e: (x.T @ e).sum(axis=0, keepdims=True), Kind.SUMMED),
    "one number": (lambda x, e: (x.T @ e).sum(), Kind.SUMMED),
    "flat": (lambda x, e: (x.T @ e).ravel(), Kind.FLAT),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_wrong_shape_is_told_by_its_numbers(name):
    """The numbers within a wrong shape show where it comes from."""
    mistake, kind = SHAPES[name]
    for seed in SEEDS:
        report = told(on_weights(mistake), seed)
        off = told(on_weights(mistake), seed, spoiled)

        assert report.verdict is off.verdict is Verdict.WRONG_SHAPE
        assert report.details["pattern_kind"] == kind, report.message
        assert "pattern_kind" not in off.details, off.message


def test_the_column_of_the_biases_may_be_left_in():
    """E W^T with the whole W has a column too many."""
    report = told(on_inputs(lambda w, e: e @ w.T), 0)

    assert report.details["pattern_kind"] == Kind.BIAS_LEFT
    assert report.message.endswith("still there: leave out the last row of W)")


def test_a_shape_without_numbers_has_no_name():
    """Zeros in a wrong shape, and a shape of which nothing is known, say nothing."""
    zeros = np.zeros((2, 3))

    assert of_shape(zeros.T, (2, 3), zeros, 1e-6) is None
    assert of_shape(zeros.T, (2, 3), None, 1e-6) is None


def test_what_is_at_kinks_or_noisy_is_no_part_of_the_diagnosis():
    """A guess is held against the entries that are known; without any there is none."""
    numeric = np.array([[1.0, 2.0, -3.0, 0.5]])
    claims = np.array([[-1.0, -2.0, 3.0, 9.0]])
    known = np.array([True, True, True, False])

    def case(known):
        return Case(np.ones(4), np.ones(2), np.ones((1, 2)), claims, numeric, known, 0 * numeric, 1e-6)

    assert diagnose(case(known)).kind == Kind.SIGN
    assert diagnose(case(known | True)) is None
    assert diagnose(case(known & False)) is None


def test_the_phrases_reveal_no_number():
    """Students read them of hidden checks as well."""
    assert frozenset(Kind) <= KINDS
    assert not [kind for kind in Kind if any(letter.isdigit() for letter in kind.replace("by 2", ""))]


def test_a_pattern_between_the_arrays_is_told_where_no_mistake_fits():
    """Rows in another order are no mistake with a formula, but a pattern that every error tensor shows."""
    order = np.array([2, 0, 1, 4, 5, 3])

    report = told(on_weights(lambda x, e: (x.T @ e)[order]), 0)

    assert report.details["pattern_kind"] == "the rows are in another order"
