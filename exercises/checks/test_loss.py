"""Visible checks of `loss.py`: the worked examples of the lectures, the formulas, the gradients."""

import numpy as np
import pytest

from grader import as_number, assert_close, assert_gradient, check, pipelined


def cross_entropy(p, y):
    """Return the sum over the batch of -ln(p) at the label."""
    return -np.sum(y * np.log(p))


def binary_cross_entropy(o, y):
    """Return the binary cross entropy, averaged over the batch only."""
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o)) / len(o)


def sigmoid_cross_entropy(x, y):
    """Return the binary cross entropy of sigmoid(x), for moderate logits."""
    return binary_cross_entropy(1 / (1 + np.exp(-x)), y)


FORMULAS = {
    "CrossEntropyLoss": cross_entropy,
    "BinaryCrossEntropyLoss": binary_cross_entropy,
    "SigmoidCrossEntropyLoss": sigmoid_cross_entropy,
    "SquaredError": lambda h, y: 0.5 * np.sum((h - y) ** 2),
    "MeanSquaredError": lambda h, y: np.sum((h - y) ** 2) / h.size,
}
DERIVATIVES = {
    "CrossEntropyLoss": "-y / (p + eps)",
    "BinaryCrossEntropyLoss": "(1/batch) (-y/o + (1 - y)/(1 - o))",
    "SigmoidCrossEntropyLoss": "(1/batch) (sigmoid(x) - y)",
    "SquaredError": "h - y",
    "MeanSquaredError": "(2/n) (h - y), n being batch times outputs",
}


def class_labels(rng, p):
    """Return one-hot labels for the probabilities *p*; the first is not the most likely class."""
    classes = rng.integers(p.shape[1], size=len(p))
    classes[0] = p[0].argmin()
    return np.eye(p.shape[1])[classes]


def yes_or_no(rng, shape):
    """Return labels 0 and 1, of which the first two differ."""
    labels = rng.integers(2, size=shape).astype(float)
    labels.flat[:2] = rng.permutation([0.0, 1.0])[: labels.size]
    return labels


def problem(name, rng, batch, outputs):
    """Return predictions and labels that suit the loss *name*; probabilities stay within 0.2 and 0.8."""
    if name == "CrossEntropyLoss":
        p = rng.uniform(0.2, 1.0, (batch, outputs))
        return p / p.sum(axis=1, keepdims=True), class_labels(rng, p)
    labels = yes_or_no(rng, (batch, outputs))
    if name == "BinaryCrossEntropyLoss":
        return rng.uniform(0.2, 0.8, (batch, outputs)), labels
    if name == "SigmoidCrossEntropyLoss":
        return 2.0 * rng.standard_normal((batch, outputs)), labels
    return rng.standard_normal((batch, outputs)), rng.standard_normal((batch, outputs))


@check(task="loss", points=1, hint="Square the differences, then take the mean over all entries.")
def test_lecture_constant_prediction(student):
    """Lecture: predicting 0 for the labels 1, 0, 0, 1 has a mean squared error of 0.5"""
    labels = np.array([[1.0], [0.0], [0.0], [1.0]])

    loss = student.loss.MeanSquaredError().forward(np.zeros((4, 1)), labels)

    assert_close(as_number(loss), 0.5, rtol=1e-6, name="loss")


@check(task="loss", points=1, hint="Only the prediction at the label counts; 0 * ln(0) is NaN without eps.")
def test_lecture_certain_and_right(student):
    """Lecture: the cross entropy of predictions that are 1 at the label is 0, and ln(2) for 1/2"""
    labels = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    loss = student.loss.CrossEntropyLoss()

    with pipelined():
        at_half = loss.forward(labels / 2.0, labels)
        at_one = loss.forward(labels, labels)

    assert_close(as_number(at_half), 2.0 * np.log(2.0), rtol=1e-5, name="loss of two rows with p = 1/2")
    assert_close(as_number(at_one), 0.0, atol=1e-6, name="loss of two rows with p = 1")


@check(
    task="loss",
    points=1,
    hint="Add the machine epsilon np.finfo(float).eps inside the logarithm; sum over the batch.",
)
def test_lecture_certain_and_wrong(student):
    """Lecture: a prediction of 0 at the label costs -ln(eps) = 36.04 per sample"""
    labels = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    predictions = np.array([[1.0, 0.0, 0.0], [0.0, 0.5, 0.5]])

    loss = student.loss.CrossEntropyLoss().forward(predictions, labels)

    assert_close(as_number(loss), 2 * 36.04, rtol=0, atol=0.01, name="loss of two samples")


@check(task="loss", points=2, hint="Compare with the formula: sum or mean, over what, and which logarithm?")
@pytest.mark.parametrize("name", FORMULAS)
def test_loss_value(student, rng, name):
    """{name}.forward returns the loss, one number"""
    predictions, labels = problem(name, rng, 4, 3)

    loss = getattr(student.loss, name)().forward(predictions, labels)

    assert_close(as_number(loss), FORMULAS[name](predictions, labels), rtol=1e-5, name="loss")


@check(
    task="loss",
    points=2,
    kind="gradient",
    hint="Derive the very number that forward returns: the same sum or mean, the same sign.",
    needs=("loss/loss_value[{name}]",),
)
@pytest.mark.parametrize("name", FORMULAS)
def test_loss_gradient(student, rng, name):
    """{name}.backward returns the derivative with respect to the prediction"""
    predictions, labels = problem(name, rng, 3, 4)
    loss = getattr(student.loss, name)()

    value = loss.forward(predictions, labels)
    assert_close(as_number(value), FORMULAS[name](predictions, labels), rtol=1e-5, name="loss")

    assert_gradient(
        lambda p: loss.forward(p, labels),
        lambda _: loss.backward(labels),
        predictions,
        rng=rng,
        rtol=1e-5,  # an epsilon of 1e-7 in one of both alone is right too
        name="prediction_tensor",
        formula=DERIVATIVES[name],
    )
