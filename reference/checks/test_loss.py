"""Hidden checks of `loss.py`: random numbers, the reference's answers, and the edges where logarithms end."""

import numpy as np
import pytest

from grader import as_number, assert_close, assert_gradient, assert_unchanged, check, expect, hold, pipelined
from grader.pipeline import settled

LOSSES = [
    "CrossEntropyLoss",
    "BinaryCrossEntropyLoss",
    "SigmoidCrossEntropyLoss",
    "SquaredError",
    "MeanSquaredError",
]
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
        return 3.0 * rng.standard_normal((batch, outputs)), labels
    return 3.0 * rng.standard_normal((batch, outputs)), rng.standard_normal((batch, outputs))


def pair(name, student, reference):
    """Return the student's loss *name* and the reference's."""
    return getattr(student.loss, name)(), getattr(reference.loss, name)()


def assert_loss(actual, expected, name="loss"):
    """Compare losses, loosely enough for float32 and for an epsilon of 1e-7 inside a logarithm."""
    assert_close(as_number(actual, name), expected, rtol=1e-5, name=name)


def assert_error(actual, expected, name="backward"):
    """Compare gradients, loosely enough for float32 and for an epsilon of 1e-7 in a denominator."""
    assert_close(actual, expected, rtol=1e-5, atol=1e-6, name=name)


@check(
    task="loss",
    points=2,
    hint="Compare with the formula: sum or mean, over what, and which logarithm?",
    needs=("loss/loss_value[{name}]",),
)
@pytest.mark.parametrize("name", LOSSES)
def test_loss_of_rows(student, reference, rng, name):
    """{name}.forward adds up its rows: all of them, in another order, or one by one"""
    loss, truth = pair(name, student, reference)
    order = np.array([2, 0, 3, 1])

    batches = []
    for outputs in (2, 6):
        predictions, labels = problem(name, rng, 4, outputs)
        batches.append((f"loss of 4 rows of {outputs}", predictions, labels))
        batches.append(("loss of the permuted batch", predictions[order], labels[order]))
        rows = zip(np.split(predictions, 4), np.split(labels, 4), strict=True)
        batches += [("loss of a single row", *row) for row in rows]

    with pipelined():
        values = [loss.forward(predictions, labels) for _, predictions, labels in batches]

    for value, (words, predictions, labels) in zip(values, batches, strict=True):
        assert_loss(value, truth.forward(predictions, labels), words)


@check(
    task="loss",
    points=2,
    kind="gradient",
    hint="Derive the number that forward returns: same sum or mean, same sign.",
    needs=("loss/loss_value[{name}]",),
)
@pytest.mark.parametrize("name", LOSSES)
def test_loss_error(student, reference, rng, name):
    """{name}.backward is the derivative of the loss, for one row and for several in any order"""
    loss, truth = pair(name, student, reference)
    predictions, labels = problem(name, rng, 4, 3)

    cases = {"a single row": [1], "4 rows": [0, 1, 2, 3], "the permuted batch": [2, 0, 3, 1]}
    batches = [(predictions[rows], labels[rows]) for rows in cases.values()]

    with pipelined():
        found = [(loss.forward(p, y), loss.backward(y)) for p, y in batches]

    for words, (p, y), (value, error) in zip(cases, batches, found, strict=True):
        assert_loss(value, truth.forward(p, y), f"loss of {words}")
        assert_error(error, truth.backward(y), f"backward of {words}")

    assert_gradient(
        lambda p: loss.forward(p, labels),
        lambda _: loss.backward(labels),
        predictions,
        rng=rng,
        rtol=1e-5,  # an epsilon of 1e-7 in one of both alone is right too
        name="prediction_tensor",
        formula=DERIVATIVES[name],
    )


@check(
    task="loss",
    points=1,
    hint="Write into a new array: predictions and labels belong to the caller.",
    needs=("loss/loss_value[{name}]",),
)
@pytest.mark.parametrize("name", LOSSES)
def test_arguments_unchanged(student, reference, rng, name):
    """{name} leaves predictions and labels as they were"""
    loss, truth = pair(name, student, reference)
    p, y = problem(name, rng, 3, 4)
    predictions, labels = hold(p), hold(y)

    certain = hold(y)

    with pipelined():
        value, error = loss.forward(predictions, labels), loss.backward(labels)
        loss.forward(certain, labels)
        loss.backward(labels)

    assert_loss(value, truth.forward(p, y))
    assert_error(error, truth.backward(y))

    assert_unchanged(predictions, name="prediction_tensor")
    assert_unchanged(certain, name="a prediction_tensor that equals the labels")
    assert_unchanged(labels, name="label_tensor")


@check(
    task="loss",
    points=1,
    hint="Keep the prediction in self, set anew by each forward; backward must not change it.",
    needs=("loss/loss_value[{name}]",),
)
@pytest.mark.parametrize("name", LOSSES)
def test_memory(student, reference, rng, name):
    """{name}.backward belongs to its own latest forward, and twice gives the same"""
    with pipelined():
        loss, truth = pair(name, student, reference)
        other, _ = pair(name, student, reference)
    (predictions, labels), earlier, others = (problem(name, rng, size, 3) for size in (2, 5, 2))

    with pipelined():
        loss.forward(*earlier)
        value = loss.forward(predictions, labels)
        other.forward(*others)
        errors = [loss.backward(labels) for _ in range(2)]

    assert_loss(value, truth.forward(predictions, labels), "loss of the second batch")
    for time, error in zip(("once", "twice"), errors, strict=True):
        assert_error(error, truth.backward(labels), f"backward called {time}")


@check(
    task="loss", points=1, hint="Compute in float64, NumPy's default: no dtype=np.float32, no integer arrays."
)
def test_float64_stays(student, reference, rng):
    """The gradients of all losses are float64"""
    with pipelined():
        pairs = [pair(name, student, reference) for name in LOSSES]
    problems = [problem(name, rng, 2, 3) for name in LOSSES]

    with pipelined():
        found = [
            (loss.forward(*each), loss.backward(each[1]))
            for (loss, _), each in zip(pairs, problems, strict=True)
        ]

    for name, (_, truth), (predictions, labels), (value, error) in zip(
        LOSSES, pairs, problems, found, strict=True
    ):
        dtype = getattr(settled(error), "dtype", type(settled(error)).__name__)
        expect(dtype == np.float64, f"{name}.backward must return float64, got {dtype}")
        assert_loss(value, truth.forward(predictions, labels), f"{name}.forward")
        assert_error(error, truth.backward(labels), f"{name}.backward")


@check(
    task="loss",
    points=2,
    hint="Divide by (prediction + eps): eps belongs to the denominator, not behind the quotient.",
    needs=("loss/loss_value[CrossEntropyLoss]",),
)
def test_cross_entropy_error_at_zero(student, reference):
    """CrossEntropyLoss.backward is finite where the prediction at the label is 0"""
    loss, truth = pair("CrossEntropyLoss", student, reference)
    predictions = np.array([[0.0, 1.0, 0.0], [0.5, 0.25, 0.25]])
    labels = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])

    with pipelined():
        value, error = loss.forward(predictions, labels), loss.backward(labels)

    assert_loss(value, truth.forward(predictions, labels))
    assert_close(error, truth.backward(labels), rtol=1e-5, name="backward")


@check(
    task="loss",
    points=1,
    hint="Add eps inside the logarithm: 0 * ln(0) is NaN, and NaN spreads over the whole sum.",
)
def test_cross_entropy_of_zeros(student, reference, rng):
    """CrossEntropyLoss is finite where predictions are exactly 0 and 1"""
    loss, truth = pair("CrossEntropyLoss", student, reference)
    labels = np.eye(4)[rng.integers(4, size=6)]
    wrong = np.roll(labels, 1, axis=1)

    with pipelined():
        values = [loss.forward(predictions, labels) for predictions in (labels, wrong)]

    for value, predictions, which in zip(values, (labels, wrong), ("right", "wrong"), strict=True):
        assert_close(
            as_number(value),
            truth.forward(predictions, labels),
            rtol=1e-5,
            atol=1e-6,
            name=f"loss of {which} certainty",
        )


@check(
    task="loss",
    points=2,
    hint="Clip the prediction to [eps, 1 - eps], or add eps inside logarithms and denominators.",
    needs=("loss/loss_value[BinaryCrossEntropyLoss]",),
)
def test_binary_cross_entropy_at_the_edges(student):
    """BinaryCrossEntropyLoss stays finite where predictions are 0 or 1"""
    loss = student.loss.BinaryCrossEntropyLoss()
    labels = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 0.0]])
    inside = np.array([[0.3, 0.6]])
    certain, mistaken = np.vstack([labels[:2], inside]), np.vstack([1.0 - labels[:2], inside])
    inside_loss = -(np.log(0.3) + np.log(0.4)) / 3

    with pipelined():
        found = [(loss.forward(p, labels), loss.backward(labels)) for p in (certain, mistaken)]
    (right, right_error), (wrong, wrong_error) = ((as_number(value), settled(e)) for value, e in found)

    assert_close(right, inside_loss, rtol=1e-5, atol=1e-5, name="loss of right certainty")
    expect(bool(np.isfinite(wrong)), f"the loss of wrong certainty must be finite, got {wrong}")
    # Four outputs that are certain and wrong over three rows: 22.2 for an eps of 1e-7, 22.1 in float32.
    expect(wrong > 21.9, f"the loss of wrong certainty must be larger: eps at most 1e-7, got {wrong:.3g}")
    for error in (right_error, wrong_error):
        expect(
            isinstance(error, np.ndarray) and error.shape == (3, 2),
            f"backward must return an array of shape (3, 2), got {np.shape(error)}",
        )
        expect(bool(np.all(np.isfinite(error))), f"backward must be finite, got {error}")
        within = np.array([[-1 / 0.3, 1 / 0.4]]) / 3
        assert_close(error[2:], within, rtol=1e-5, atol=1e-5, name="backward of a row inside (0, 1)")
    # -1/o or 1/(1 - o) over three rows, with o at most 1e-7 from its edge.
    steep = bool(np.all(np.where(labels[:2] == 1.0, -1.0, 1.0) * wrong_error[:2] > 2.5e6))
    expect(
        steep, f"backward of wrong certainty must be some 1/eps with the sign of o - y, got {wrong_error[:2]}"
    )


@check(
    task="loss",
    points=2,
    hint="Use max(x, 0) - x y + ln(1 + exp(-|x|)); the sigmoid itself must not overflow either.",
    needs=("loss/loss_value[SigmoidCrossEntropyLoss]",),
)
def test_sigmoid_cross_entropy_of_large_logits(student, reference):
    """SigmoidCrossEntropyLoss is right and finite for logits from -1000 to 1000"""
    loss, truth = pair("SigmoidCrossEntropyLoss", student, reference)
    logits = np.array([[1000.0, -1000.0, 50.0], [720.0, -720.0, -50.0], [-1000.0, 1000.0, 0.5]])
    labels = np.array([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 0.0]])

    with pipelined():
        value, error = loss.forward(logits, labels), loss.backward(labels)

    assert_loss(value, truth.forward(logits, labels))
    assert_close(error, truth.backward(labels), rtol=1e-6, atol=1e-9, name="backward")
