"""Recognise functions of networks by their slopes, and what students take for these. Pure NumPy."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.compare import Array
from grader.guesses import Case, Guess, Kind

_Mistake = tuple[Kind, str, Array]


def layer(case: Case) -> Iterator[Guess]:
    """Guess at the mistakes with the activation whose right derivative the numeric slopes are."""
    if not case.alike or case.x.ndim != 2:
        return
    for truth, mistakes in LAYERS:
        with np.errstate(over="ignore"):
            known = case.is_true(truth(case.x, case.value, case.errors))
        for kind, words, gradients in mistakes(case.x, case.value, case.errors) if known else ():
            yield Guess(kind, words, gradients)


def loss(case: Case) -> Iterator[Guess]:
    """Guess at the mistakes with the loss whose right derivative the numeric slopes are, for 0/1 labels."""
    if case.value.size != 1 or case.x.ndim != 2 or not case.known.all():
        return
    x, slopes, batch = case.x, case.numeric[0], len(case.x)
    mistakes: list[_Mistake] = [(Kind.IS_INPUT, "equal to the input: the label is not used", x)]
    with np.errstate(all="ignore"):
        if (labels := _labels(_sigmoid(x) - batch * slopes, case.fit)) is not None:
            mistakes += of_logits(x, labels, batch)
        if ((x > 0) & (x < 1)).all():
            if (labels := _labels(-slopes * x, case.fit)) is not None:
                mistakes += of_cross_entropy(x, labels, batch)
            yes = np.where(slopes < 0, 1.0, 0.0)
            if case.is_true((-yes / x + (1 - yes) / (1 - x))[None] / batch):
                mistakes += of_binary_cross_entropy(x, yes, batch)
    for kind, words, gradient in mistakes:
        yield Guess(kind, words, gradient[None])


def of_sigmoid(x: Array, y: Array, e: Array) -> list[_Mistake]:
    """Return what is taken for ``e y (1 - y)``."""
    x_words = "x (1 - x) with the input x; y (1 - y) needs the output y"
    return [
        (Kind.INPUT_IN_FORMULA, x_words, e * x * (1 - x)),
        (Kind.FACTOR_MISSING, "1 - y without the factor y", e * (1 - y)),
        (Kind.FACTOR_MISSING, "y without the factor 1 - y", e * y),
        (Kind.TERM_SIGN, "y (1 + y) in place of y (1 - y)", e * y * (1 + y)),
        (Kind.OTHER_ACTIVATION, "1 - y^2 is the derivative of tanh", e * (1 - y**2)),
        (Kind.OTHER_ACTIVATION, "that is the derivative of ReLU", e * (x > 0)),
    ]


def of_tanh(x: Array, y: Array, e: Array) -> list[_Mistake]:
    """Return what is taken for ``e (1 - y^2)``."""
    return [
        (Kind.INPUT_IN_FORMULA, "1 - x^2 with the input x; 1 - y^2 needs the output y", e * (1 - x**2)),
        (Kind.FACTOR_MISSING, "1 - y, where y is to be squared", e * (1 - y)),
        (Kind.TERM_MISSING, "y^2 without the 1 -", e * y**2),
        (Kind.TERM_SIGN, "1 + y^2 in place of 1 - y^2", e * (1 + y**2)),
        (Kind.TERM_SIGN, "(1 - y)^2 in place of 1 - y^2", e * (1 - y) ** 2),
        (Kind.OTHER_ACTIVATION, "y (1 - y) is the derivative of the sigmoid", e * y * (1 - y)),
        (Kind.OTHER_ACTIVATION, "that is the derivative of ReLU", e * (x > 0)),
    ]


def of_relu(x: Array, y: Array, e: Array) -> list[_Mistake]:
    """Return what is taken for ``e`` where ``x > 0``, else 0."""
    slope = _sigmoid(x) * (1 - _sigmoid(x))
    error_words = "passed on where the error is positive, not where the input is"
    both_words = "passed on only where the error is positive as well as the input"
    turned_words = "passed on where the input is negative, not where it is positive"
    return [
        (Kind.MASK_OF_ERROR, error_words, e * (e > 0)),
        (Kind.MASK_OF_ERROR, both_words, e * ((e > 0) & (x > 0))),
        (Kind.MASK_TURNED, turned_words, e * (x < 0)),
        (Kind.MASK_TURNED, "negated where the input is negative, where 0 is asked for", e * np.sign(x)),
        (Kind.OTHER_ACTIVATION, "that is the derivative of the sigmoid", e * slope),
        (Kind.OTHER_ACTIVATION, "y (1 - y) is the derivative of the sigmoid", e * y * (1 - y)),
        (Kind.OTHER_ACTIVATION, "1 - y^2 is the derivative of tanh", e * (1 - y**2)),
    ]


def of_softmax(x: Array, p: Array, e: Array) -> list[_Mistake]:
    """Return what is taken for ``p_j (e_j - sum_k e_k p_k)``."""
    rows = _row_sums(e * p)
    diagonal = "p_j (1 - p_j) e_j: only the diagonal, but every input of a row moves every output"
    weights = "the sum is not multiplied by p_j: p_j e_j - sum_k e_k p_k"
    columns, total = (e * p).sum(axis=-2, keepdims=True), (e * p).sum(axis=(-2, -1), keepdims=True)
    return [
        (Kind.NO_SUM, "p_j e_j without the sum over the row", p * e),
        (Kind.DIAGONAL, diagonal, p * (1 - p) * e),
        (Kind.FACTOR_MISSING, "e_j - sum_k e_k p_k without the factor p_j", e - rows),
        (Kind.FACTOR_MISSING, weights, p * e - rows),
        (Kind.FACTOR_MISSING, "the errors in the sum lack their factor p_k", p * (e - _row_sums(e))),
        (Kind.FACTOR_MISSING, "a mean over the row where the sum is asked", p * (e - rows / p.shape[-1])),
        (Kind.TERM_MISSING, "-p_j sum_k e_k p_k without the term p_j e_j", -p * rows),
        (Kind.TERM_MISSING, "p_j sum_k e_k p_k without the term p_j e_j", p * rows),
        (Kind.TERM_MISSING, "the sum over the row leaves out the entry itself", p * (e - rows + e * p)),
        (Kind.TERM_SIGN, "the sum over the row is added, not subtracted", p * (e + rows)),
        (Kind.AXIS, "summed over the batch (axis 0), not over each row (axis 1)", p * (e - columns)),
        (Kind.AXIS, "summed over the whole batch, not over each row", p * (e - total)),
        (Kind.TWO_SLOPES, "multiplied by p_j once too often", p * p * (e - rows)),
        (Kind.INPUT_IN_FORMULA, "the formula with the input x for the output p", _softmax_slope(x, e)),
    ]


LAYERS: tuple[
    tuple[Callable[[Array, Array, Array], Array], Callable[[Array, Array, Array], list[_Mistake]]], ...
] = (
    (lambda _, y, e: e * y * (1 - y), of_sigmoid),
    (lambda _, y, e: e * (1 - y**2), of_tanh),
    (lambda x, _, e: e * (x > 0), of_relu),
    (lambda _, p, e: _softmax_slope(p, e), of_softmax),
)
"""The right derivative by input, output and error, and the mistakes."""


def of_cross_entropy(p: Array, y: Array, batch: int) -> list[_Mistake]:
    """Return what is taken for ``-y / p``."""
    both = "is the derivative of SoftMax and the loss together"
    return [
        (Kind.WITH_LAYER, f"p - y {both}", p - y),
        (Kind.WITH_LAYER, f"(p - y) / batch {both}", (p - y) / batch),
        (Kind.NO_LABEL, "-1 / p everywhere: the factor y is missing", -1 / p),
        (Kind.NO_LABEL, "-y / p, but 1 / p where y is 0", (1 - 2 * y) / p),
        (Kind.OTHER_VARIABLE, "-y ln(p), the loss itself", -y * np.log(p)),
        (Kind.DIVIDED, "-y p in place of -y / p", -y * p),
        (Kind.FACTOR_MISSING, "-y without 1 / p", -y),
        (Kind.TWO_SLOPES, "-y / p^2 in place of -y / p", -y / p**2),
        (Kind.OTHER_VARIABLE, "that is the derivative of the binary loss", -y / p + (1 - y) / (1 - p)),
    ]


def of_binary_cross_entropy(o: Array, y: Array, batch: int) -> list[_Mistake]:
    """Return what is taken for ``(-y / o + (1 - y) / (1 - o)) / batch``."""
    yes, no = -y / o, (1 - y) / (1 - o)
    logits = "is the derivative with respect to the logits"
    sign = "the sign of the term (1 - y) / (1 - o) is wrong"
    term = "the term (1 - y) / (1 - o)"
    return [
        (Kind.WITH_LAYER, f"(o - y) / batch {logits}", (o - y) / batch),
        (Kind.WITH_LAYER, f"o - y {logits}", o - y),
        (Kind.TERM_MISSING, f"{term} is missing", yes / batch),
        (Kind.TERM_MISSING, f"{term} and the division by the batch size are missing", yes),
        (Kind.TERM_MISSING, "the term -y / o is missing", no / batch),
        (Kind.TERM_SIGN, sign, (yes - no) / batch),
        (Kind.TERM_SIGN, f"{sign}, and the division by the batch size is missing", yes - no),
    ]


def of_logits(x: Array, y: Array, batch: int) -> list[_Mistake]:
    """Return what is taken for ``(sigmoid(x) - y) / batch``."""
    o = _sigmoid(x)
    slope = o * (1 - o)
    output = "the derivative with respect to the sigmoid's output, not to the logit x"
    twice = "multiplied by the sigmoid's derivative, which sigmoid(x) - y holds already"
    return [
        (Kind.FACTOR_MISSING, "x - y: the sigmoid of the logit x is missing", (x - y) / batch),
        (Kind.FACTOR_MISSING, "x - y: the sigmoid and the division by the batch size are missing", x - y),
        (Kind.OTHER_VARIABLE, output, (o - y) / slope / batch),
        (Kind.TWO_SLOPES, twice, (o - y) * slope / batch),
        (Kind.NO_LABEL, "sigmoid(x) without y", o / batch),
    ]


def _row_sums(values: Array) -> Array:
    return np.asarray(values.sum(axis=-1, keepdims=True))


def _softmax_slope(p: Array, e: Array) -> Array:
    return np.asarray(p * (e - _row_sums(e * p)))


def _sigmoid(x: Array) -> Array:
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + np.exp(-x)))


def _labels(values: Array, fit: float) -> Array | None:
    """Return *values* as labels of 0 and 1 if they are such up to the accuracy of differences."""
    labels = np.rint(values)
    near = np.abs(values - labels) <= 5 * fit
    return labels if bool(near.all() and np.isin(labels, (0, 1)).all()) else None
