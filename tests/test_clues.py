"""What a journal tells of a value that came."""

import numpy as np
import pytest

from grader.clues import about
from grader.exports import Kept
from grader.journal import Journal, Raised

RNG = np.random.default_rng(0)
X, E, W = RNG.standard_normal((4, 3)), RNG.standard_normal((4, 2)), RNG.standard_normal((4, 2))
Y, DX, G, NEW = E + 1, X + 1, W + 1, W - 1
LAYER = "layers.FullyConnected"


def journal(*exchanges):
    """Keep exchanges: call, given, came; inward where a fourth says so."""
    kept = Journal()
    for call, given, came, *inward in exchanges:
        kept.add(call, given, came, inward=bool(inward))
    return kept


def words(pairs):
    """Return the words of inputs or results."""
    return [text for text, _ in pairs]


USED = (
    (LAYER, (3, 2), object()),
    (f"{LAYER}.weights", (W,), None),
    (f"{LAYER}.forward", (X,), Y),
    ("Halving.calculate_update", (W, G), NEW, True),
    (f"{LAYER}.backward", (E,), DX),
)


def test_no_journal_no_clues():
    """Where no check runs nothing is known."""
    known = about(X, Journal())

    assert (known.constants, known.inputs, known.results, known.before, known.instead) == ({}, (), (), (), ())


def test_inputs_of_the_call_come_first():
    """The call's own argument, then what the latest calls of the same class were handed."""
    known = about(DX, journal(("loss.SquaredError.forward", (X, X), 1.0), *USED))

    assert words(known.inputs) == [
        "the array that was handed to backward",
        "the array that was handed to forward",
        "what was set as weights",
    ]
    assert known.inputs[0][1] is E
    assert words(known.results) == ["what forward returned"]


def test_sizes_by_their_words():
    """Rows are the batch; columns are features on the way forward and outputs on the way back."""
    known = about(DX, journal(*USED))

    assert known.constants == {
        "the batch size": 4.0,
        "the number of outputs": 2.0,
        "the number of entries": 8.0,
        "the number of features": 3.0,
    }


def test_numbers_that_were_handed_over():
    """The number that made an optimizer is the learning rate; others are told by themselves, 0 and 1 not."""
    known = about(
        X, journal(("optimizer.Sgd", (0.37,), object()), ("data.add_noise", (X, 0.25, 1, 0, True), X))
    )

    assert known.constants["the learning rate"] == 0.37
    assert known.constants["the number of samples"] == 4.0
    assert "0.25, which was handed over" not in known.constants
    later = about(E, journal(("data.add_noise", (X, 0.25, 1, 0, True), X), ("data.shift", (E,), E)))
    assert later.constants["0.25, which was handed over"] == 0.25
    assert not {1.0, 0.0} & set(later.constants.values())


def test_weights_before_an_update():
    """What was set under the same name, and what an optimizer of the check was asked with, newest first."""
    current = NEW.copy()
    known = about(current, journal(*USED, (f"{LAYER}.weights", (), current)))

    assert [before is W for before in known.before] == [True, True]
    assert known.biased
    assert about(X - 1, journal(("optimizer.Sgd.calculate_update", (X, X), X - 1))).before[0] is X
    number = about(2.5, journal(("optimizer.Sgd.calculate_update", (3.5, 1.0), 2.5)))
    assert [before.tolist() for before in number.before] == [3.5]


def test_earlier_answers_of_the_same_shape():
    """Answers to other questions are told; an answer to the same question is right both times."""
    first, other, last = DX + 1, DX[:2], DX + 2
    calls = [
        (f"{LAYER}.backward", (E + 1,), first),
        (f"{LAYER}.backward", (E[:2],), other),
        (f"{LAYER}.backward", (E.copy(),), DX + 3),
        (f"{LAYER}.backward", (E,), last),
    ]

    known = about(last, journal(*calls))

    assert [earlier is first for earlier in known.earlier] == [True]


def test_known_mistakes_are_computed_from_what_was_handed_over():
    """Forward, backward and the gradient have each its own."""
    made = dict(about(DX, journal(*USED)).instead)
    np.testing.assert_allclose(made["computed with the weights after the update"], E @ NEW[:-1].T)
    gradient = G.copy()
    made = dict(about(gradient, journal(*USED, (f"{LAYER}.gradient_weights", (), gradient))).instead)
    np.testing.assert_allclose(made["only the last sample counts"], np.outer([*X[-1], 1], E[-1]))
    made = dict(about(Y, journal(*USED[:3])).instead)
    np.testing.assert_allclose(made["the biases are not added"], X @ W[:-1])


def test_what_was_handed_to_an_object_of_the_check():
    """The arguments of an optimizer of the check belong to the call during which it was asked."""
    known = about(G, journal(*USED))

    assert known.biased
    assert "the array that was handed to backward" in words(known.inputs)
    assert dict(known.instead).keys() >= {"only the last sample counts"}
    assert known.constants["the batch size"] == 4.0


def test_a_held_array_belongs_to_its_users():
    """What a held array holds now may be what a call that was handed it returned."""
    held, now = Kept("hold", X), Y.copy()
    calls = [("layers.ReLU.forward", (held,), Y), ("hold", (held,), now)]

    known = about(now, journal(*calls))

    assert words(known.results) == ["what forward returned"]


def test_what_inner_calls_answered_is_kept_apart():
    """A network's answer is often that of an inner call, rightly so."""
    answer = Y.copy()
    calls = [("Logged.forward", (X,), Y, True), ("network.NeuralNetwork.test", (X,), answer)]

    known = about(answer, journal(*calls))

    assert (words(known.results), words(known.inner)) == ([], ["what the inner forward returned"])


@pytest.mark.parametrize("value", [Y.copy(), float(Y[0, 0])])
def test_a_value_is_found_by_its_numbers(value):
    """A copy of what came, or a float made of it, still tells which call gave it."""
    came = Y if isinstance(value, np.ndarray) else np.array([value])

    known = about(value, journal((f"{LAYER}.forward", (X,), came), (f"{LAYER}.backward", (E,), DX)))

    assert known.inputs[0][0] == "the array that was handed to forward"


def test_a_value_of_unknown_origin():
    """Of what a check computed all that is known is what was handed over before."""
    known = about(X.sum(axis=0), journal(*USED))

    assert known.constants["the batch size"] == 4.0
    assert known.instead == ()


@pytest.mark.parametrize(
    "value", [None, "text", True, object(), [1.0], np.array(["a"]), np.zeros((0, 3)), np.nan]
)
def test_whatever_came_gives_clues(value):
    """Answers of every kind, and answers that did not come, raise nothing."""
    calls = [
        *USED,
        ("layers.ReLU.forward", (value, [value]), Raised("StudentError")),
        ("graph.x", (value,), value),
    ]

    known = about(value, journal(*calls))

    assert all(isinstance(array, np.ndarray) for _, array in known.inputs)


def test_a_long_journal_is_read_from_its_end():
    """Of a hundred thousand operations the last ones count."""
    long = journal(
        *[("graph.Variable +", (float(i), 2.5), None) for i in range(5000)], (f"{LAYER}.forward", (X,), Y)
    )

    known = about(Y, long)

    assert known.constants["the batch size"] == 4.0
    assert len(known.constants) < 20
