"""What `gradcheck` passes, fails and leaves open: promises first, then protocol, then authors' errors."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.assertions import assert_gradient
from grader.errors import CheckFailed, InternalFault
from grader.gradients import EVERY_ENTRY, gradcheck
from grader.gradreport import GradientVerdict as Verdict
from grader.journal import Journal, kept

SEEDS = range(200)


class Layer:
    """An elementwise layer: a function and its slope by input and output."""

    def __init__(self, function, slope):
        self.function, self.slope = function, slope

    def forward(self, x):
        self.x, self.y = x, self.function(x)
        return self.y

    def backward(self, dy):
        return dy * self.slope(self.x, self.y)


class SoftMax:
    def forward(self, x):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        self.p = e / e.sum(axis=1, keepdims=True)
        return self.p

    def backward(self, dy):
        return self.p * (dy - np.sum(dy * self.p, axis=1, keepdims=True))


class CrossEntropy:
    def __init__(self, labels):
        self.labels, self.eps = labels, np.finfo(float).eps

    def forward(self, p):
        self.p = p
        return float(np.sum(-np.log(p + self.eps) * self.labels))

    def backward(self, dy):
        return -self.labels / (self.p + self.eps)


class Chain:
    def __init__(self, *layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dy):
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        return dy


class Product:
    """A matrix product in the precision of its matrix."""

    def __init__(self, matrix):
        self.matrix = matrix

    def forward(self, x):
        return x.astype(self.matrix.dtype) @ self.matrix

    def backward(self, dy):
        return dy.astype(self.matrix.dtype) @ self.matrix.T


class Weights:
    """A layer's weights as the input of a function: y = [x, 1] w."""

    def __init__(self, x):
        self.x = np.hstack([x, np.ones((len(x), 1))])

    def forward(self, w):
        return self.x @ w

    def backward(self, dy):
        return self.x.T @ dy


def sigmoid():
    """Return a sigmoid layer."""
    return Layer(lambda x: 1 / (1 + np.exp(-x)), lambda x, y: y * (1 - y))


def tanh():
    """Return a tanh layer."""
    return Layer(np.tanh, lambda x, y: 1 - y * y)


def relu():
    """Return a ReLU layer with slope 0 at 0."""
    return Layer(lambda x: np.maximum(x, 0), lambda x, y: (x > 0) * 1.0)


def away_from_zero(rng, shape):
    """Return numbers of both signs, at least 0.2 in size."""
    return rng.choice([-1.0, 1.0], shape) * rng.uniform(0.2, 2, shape)


def scrambled(x):
    """Return noise that is the same at the same point: each bit of *x* moves it."""
    bits = np.array(x, dtype=float).view(np.uint64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        bits = (bits ^ (bits >> np.uint64(shift))) * np.uint64(factor)
    return (bits ^ (bits >> np.uint64(31))) / 2.0**63 - 1


def one_hot(rng, rows, columns):
    """Return random one-hot rows."""
    return np.eye(columns)[rng.integers(0, columns, rows)]


def report_on(layer, x, rng, change=lambda g: g, **options):
    """Check a layer whose gradient goes through *change*."""
    report = gradcheck(layer.forward, lambda dy: change(layer.backward(dy)), x, rng=rng, **options)
    json.dumps(report.details, allow_nan=False)
    assert report.passed is (report.message == "")
    return report


RIGHT = {
    "weights": lambda r: (Weights(r.standard_normal((4, 3))), r.standard_normal((4, 5))),
    "weights, batch of 1": lambda r: (Weights(r.standard_normal((1, 3))), r.standard_normal((4, 2))),
    "weights under inputs of 1e3": lambda r: (
        Weights(1e3 * r.standard_normal((4, 3))),
        r.standard_normal((4, 5)),
    ),
    "inputs": lambda r: (Product(r.standard_normal((3, 5))), r.standard_normal((4, 3))),
    "inputs of 1e3": lambda r: (Product(r.standard_normal((3, 5))), 1e3 * r.standard_normal((4, 3))),
    "sigmoid": lambda r: (sigmoid(), r.standard_normal((3, 4))),
    "sigmoid at 30": lambda r: (sigmoid(), 10 * r.standard_normal((3, 4))),
    "tanh": lambda r: (tanh(), r.standard_normal((3, 4))),
    "relu": lambda r: (relu(), np.append(1.0, r.standard_normal(11)).reshape(3, 4)),
    "softmax": lambda r: (SoftMax(), r.standard_normal((3, 5))),
    "softmax at 1e3": lambda r: (SoftMax(), 1e3 + r.standard_normal((3, 5))),
    "tiny outputs": lambda r: (
        Layer(lambda x: 1e-6 * np.sin(x), lambda x, y: 1e-6 * np.cos(x)),
        r.standard_normal((3, 4)),
    ),
    "large offset": lambda r: (
        Layer(lambda x: 1e4 + np.sin(x), lambda x, y: np.cos(x)),
        r.standard_normal((3, 4)),
    ),
    "strong curvature": lambda r: (
        Layer(lambda x: np.tanh(1e4 * x), lambda x, y: 1e4 * (1 - y * y)),
        1e-4 * r.standard_normal((3, 4)),
    ),
    "cross entropy": lambda r: (CrossEntropy(one_hot(r, 3, 4)), r.uniform(0.05, 1, (3, 4))),
    "cross entropy of 1e-4": lambda r: (CrossEntropy(one_hot(r, 3, 4)), r.uniform(1e-4, 1e-3, (3, 4))),
    "cross entropy of softmax": lambda r: (
        Chain(SoftMax(), CrossEntropy(one_hot(r, 3, 4))),
        r.standard_normal((3, 4)),
    ),
    "two layers": lambda r: (
        Chain(Product(r.standard_normal((4, 8))), relu(), Product(r.standard_normal((8, 3)))),
        r.standard_normal((2, 4)),
    ),
    "large softmax": lambda r: (SoftMax(), r.standard_normal((30, 10))),
    "large weights": lambda r: (Weights(r.standard_normal((4, 50))), r.standard_normal((51, 10))),
    "large two layers": lambda r: (
        Chain(Product(r.standard_normal((30, 40)) / 5), relu(), Product(r.standard_normal((40, 5)) / 6)),
        r.standard_normal((8, 30)),
    ),
    "float32 sigmoid": lambda r: (
        Chain(Product(np.eye(4, dtype=np.float32)), sigmoid()),
        r.standard_normal((3, 4)),
    ),
    "float32 weights": lambda r: (
        Product(r.standard_normal((3, 5)).astype(np.float32)),
        r.standard_normal((4, 3)),
    ),
    "float32 large": lambda r: (
        Product(r.standard_normal((30, 5)).astype(np.float32)),
        r.standard_normal((8, 30)),
    ),
    "float32 softmax": lambda r: (
        Chain(Product(np.eye(5, dtype=np.float32)), SoftMax()),
        r.standard_normal((3, 5)),
    ),
}


@pytest.mark.parametrize("case", RIGHT)
def test_a_right_gradient_passes_for_every_seed(case):
    """No right layer fails, and none is left open, over 200 seeds."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        layer, x = RIGHT[case](rng)

        report = report_on(layer, x, rng)

        assert report.verdict is Verdict.MATCH, (seed, report)


FLOAT64 = [case for case in RIGHT if not case.startswith(("float32", "large offset"))]


@pytest.mark.parametrize("case", FLOAT64)
def test_a_factor_of_one_in_a_hundred_thousand_is_wrong(case):
    """A gradient times 1 + 1e-5 is wrong in every case and for every seed."""
    for seed in range(20):
        rng = np.random.default_rng(seed)
        layer, x = RIGHT[case](rng)

        report = report_on(layer, x, rng, lambda g: g * (1 + 1e-5))

        assert report.verdict is Verdict.WRONG, (seed, report)


@pytest.mark.parametrize(
    "change",
    [np.zeros_like, np.negative, lambda g: 4 * g, lambda g: g / 3, np.ones_like, lambda g: 1.01 * g],
    ids=["zeros", "negative", "four", "third", "ones", "one percent"],
)
@pytest.mark.parametrize("case", RIGHT)
def test_a_wrong_gradient_never_passes(case, change):
    """Zeros, signs, factors and constants fail everywhere, in float32 as well."""
    for seed in range(5):
        rng = np.random.default_rng(seed)
        layer, x = RIGHT[case](rng)

        report = report_on(layer, x, rng, change)

        assert report.verdict is Verdict.WRONG, (seed, report)


@pytest.mark.parametrize(
    "case", [case for case in FLOAT64 if "large" not in case and "cross entropy" not in case]
)
def test_one_wrong_entry_is_found_and_named(case):
    """One entry off by a thousandth is named, and no other is called wrong."""
    for seed in range(20):
        rng = np.random.default_rng(seed)
        layer, x = RIGHT[case](rng)
        y = layer.forward(x)
        flat = int(np.abs(layer.backward(np.ones_like(y) + rng.random(y.shape))).argmax())

        def change(g, flat=flat):
            g = g.copy()
            g.flat[flat] *= 1.001
            return g

        report = report_on(layer, x, rng, change)

        assert (report.verdict, report.wrong) == (Verdict.WRONG, 1), (seed, report)
        assert report.worst.index == tuple(np.unravel_index(flat, x.shape))
        assert report.worst.ratio == pytest.approx(1.001, rel=1e-5)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32), st.integers(1, 4), st.integers(1, 4), st.sampled_from([1.0, 1 + 1e-3, 1 - 1e-3])
)
def test_smooth_functions_are_judged_rightly(seed, rows, columns, factor):
    """The derivative of a random smooth function passes; times 1 + 1e-3 or 1 - 1e-3 it is wrong."""
    rng = np.random.default_rng(seed)
    inner, outer = rng.standard_normal((columns, 3)), rng.standard_normal((3, 2))
    layer = Chain(Product(inner), tanh(), Product(outer), sigmoid())

    report = report_on(layer, rng.standard_normal((rows, columns)), rng, lambda g: g * factor)

    assert report.verdict is (Verdict.MATCH if factor == 1.0 else Verdict.WRONG)


def test_the_message_names_parameter_entry_numbers_and_factor():
    """A student reads what is wrong, how often, where most, and by which factor."""
    rng = np.random.default_rng(0)
    weights = Weights(np.arange(6.0).reshape(2, 3))

    text = report_on(weights, rng.standard_normal((4, 3)), rng, lambda g: 4 * g, name="weights").message

    assert text.startswith("gradient of weights: 12 of 12 entries are wrong; worst at [")
    assert ": numeric " in text
    assert text.endswith("(ratio 4.0: 4 times too large)")


def test_a_missing_bias_row_is_wrong_in_that_row_alone():
    """Zeros in the bias row are found there, and nowhere else."""
    rng = np.random.default_rng(0)

    def forget_bias(g):
        return np.vstack([g[:-1], np.zeros((1, g.shape[1]))])

    report = report_on(Weights(rng.standard_normal((4, 3))), rng.standard_normal((4, 5)), rng, forget_bias)

    assert report.details["wrong_at"] == [[3, column] for column in range(5)]
    assert report.checked == 20


def test_transposed_and_flipped_gradients_are_told():
    """Simple patterns are named in the words of `compare`."""
    rng = np.random.default_rng(0)
    case = Product(rng.standard_normal((4, 3))), rng.standard_normal((4, 4))

    assert report_on(*case, rng, lambda g: g.T.copy()).message.endswith(": transposed)")
    assert report_on(*case, rng, lambda g: -g).message.endswith("(ratio -1.0: the sign is flipped)")


def test_zeros_from_softmax_are_wrong():
    """Under error tensors of ones the true gradient of softmax is zero; here zeros do not pass."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)

        assert report_on(SoftMax(), rng.standard_normal((3, 5)), rng, np.zeros_like).verdict is Verdict.WRONG


class TestLarge:
    """Too large for every entry: judged along directions, whatever the size."""

    def judge(self, seed, change, inputs=50, outputs=20, row=None):
        rng = np.random.default_rng(seed)
        layer = Weights(rng.standard_normal((8, inputs)))
        entry = int(rng.integers(inputs + 1)) if row is None else row, int(rng.integers(outputs))
        weights = 0.05 * rng.standard_normal((inputs + 1, outputs))

        def changed(g):
            g = g.copy()
            g[entry] = change(g[entry])
            return g

        return entry, report_on(layer, weights, rng, changed, name="weights")

    @pytest.mark.parametrize("change", [lambda g: 1.01 * g, lambda g: 0.0], ids=["one percent", "zeroed"])
    def test_one_wrong_weight_is_found_and_located(self, change):
        """One weight of 1,020 off by 1 % is wrong for 20 of 20 seeds, a zeroed one too, and is named."""
        for seed in range(20):
            entry, report = self.judge(seed, change)

            assert report.verdict is Verdict.WRONG, seed
            assert report.worst.index == entry

    @pytest.mark.parametrize("row, seeds", [(None, 20), (784, 5)], ids=["any", "bias"])
    def test_one_wrong_weight_of_a_hundred_thousand_is_found_and_located(self, row, seeds):
        """So is one of the 100,480 of 784 to 128, in 20 of 20 seeds, and in the bias row."""
        for seed in range(seeds):
            entry, report = self.judge(seed, lambda g: 1.01 * g, 784, 128, row)

            assert report.verdict is Verdict.WRONG, seed
            assert report.worst.index == entry, seed

    def test_the_right_weights_pass(self):
        """The right gradient passes for every seed, and in 784 to 128."""
        for seed in SEEDS:
            assert self.judge(seed, lambda g: g)[1].passed, seed
            assert self.judge(seed, lambda g: g, 784, 128)[1].passed, seed

    def test_a_gradient_beyond_what_floats_can_add_up_is_wrong(self):
        """Slopes that overflow along every direction are right along none."""
        rng = np.random.default_rng(0)

        report = report_on(tanh(), rng.standard_normal((20, 30)), rng, lambda g: np.sign(g) * 1e308)

        assert report.verdict is Verdict.WRONG

    def test_a_constant_factor_is_found(self):
        """A factor of 1 + 1e-6 is beyond what an entry shows; directions show it."""
        rng = np.random.default_rng(0)
        layer = Weights(rng.standard_normal((8, 50)))

        report = report_on(layer, rng.standard_normal((51, 20)), rng, lambda g: g * (1 + 1e-6))

        assert report.verdict is Verdict.WRONG
        assert "random directions" in report.message


class TestKinks:
    """Kinks and noise cost nothing, but do not pass for evidence either."""

    def test_relu_away_from_its_kink_is_conclusive(self):
        """Every entry gives evidence where no kink is near."""
        rng = np.random.default_rng(0)
        x = rng.choice([-1.0, 1.0], (5, 6)) * rng.uniform(0.1, 2, (5, 6))

        report = report_on(relu(), x, rng)

        assert (report.passed, report.kinks, report.noisy) == (True, 0, 0)

    def test_an_entry_at_a_kink_costs_nothing(self):
        """Exact zeros under ReLU are left out, and the others decide: right passes, wrong fails."""
        for seed in SEEDS[::4]:
            rng = np.random.default_rng(seed)
            x = rng.standard_normal((4, 5))
            x[0, 0] = x[1, 2] = 0.0

            right = report_on(relu(), x, rng)
            wrong = report_on(relu(), x, rng, lambda g: 1.5 * g)

            assert (right.verdict, right.kinks) == (Verdict.MATCH, 2), seed
            assert wrong.verdict is Verdict.WRONG, seed

    @pytest.mark.parametrize("layer", [relu(), Layer(np.abs, lambda x, y: np.sign(x))], ids=["relu", "abs"])
    def test_no_distance_to_a_kink_makes_a_right_gradient_wrong(self, layer):
        """From 1e-9 to 1 away from a kink: right or left open, never wrong."""
        for seed in SEEDS[::4]:
            rng = np.random.default_rng(seed)
            x = rng.standard_normal((4, 5)) * 10.0 ** rng.uniform(-9, 0, (4, 5))

            assert report_on(layer, x, rng).verdict in (Verdict.MATCH, Verdict.INCONCLUSIVE), seed

    def test_a_network_with_all_kinks_in_one_place_is_not_wrong(self):
        """A row of zeros puts every hidden ReLU on its kink at once, where jumps nearly cancel."""
        for seed in SEEDS[::4]:
            rng = np.random.default_rng(seed)
            net = Chain(Product(rng.standard_normal((4, 8))), relu(), Product(rng.standard_normal((8, 3))))
            x = np.vstack([np.zeros((1, 4)), rng.standard_normal((3, 4))])

            assert report_on(net, x, rng).verdict is Verdict.MATCH, seed

    def test_the_maximum_passes_near_ties(self):
        """Max over a row with a runner-up at any distance."""
        for seed in SEEDS[::4]:
            rng = np.random.default_rng(seed)
            x = rng.standard_normal((4, 5))
            x[:, 1] = x[:, 0] + 10.0 ** rng.uniform(-9, -1, 4)

            def forward(x):
                return x.max(axis=1)

            def backward(dy, x=x):
                return dy[:, None] * (x == x.max(axis=1, keepdims=True))

            assert gradcheck(forward, backward, x, rng=rng).verdict is Verdict.MATCH, seed

    def test_nothing_but_kinks_does_not_pass(self):
        """ReLU at zero in every entry: no evidence, so no pass, and the message says why."""
        report = report_on(relu(), np.zeros((3, 4)), np.random.default_rng(0))

        assert report.verdict is Verdict.INCONCLUSIVE
        assert "kink at 12" in report.message

    @pytest.mark.parametrize("distance", [0.0, 1e-9, -1e-9])
    @pytest.mark.parametrize("at_kink", [0.0, 1.0], ids=["left", "right"])
    @pytest.mark.parametrize("dtype", [np.float64, np.float32])
    def test_the_slope_of_either_side_costs_nothing_at_a_kink(self, distance, at_kink, dtype):
        """Whichever side's slope is taken there, in float32 as well; the other entries are the evidence."""
        for seed in SEEDS[::20]:
            rng = np.random.default_rng(seed)
            x = away_from_zero(rng, (4, 5))
            x[0, 0] = x[1, 2] = x[3, 4] = distance
            slope = np.where(np.abs(x) <= 1e-9, at_kink, x > 0)

            report = gradcheck(
                lambda x: np.maximum(x, 0).astype(dtype),
                lambda dy, slope=slope: (dy * slope).astype(dtype),
                x,
                rng=rng,
            )

            assert (report.verdict, report.kinks) == (Verdict.MATCH, 3), (seed, report)

    @pytest.mark.parametrize("distance", [0.0, 1e-9, -1e-9, 1e-6, -1e-6, 1e-3])
    @pytest.mark.parametrize("dtype", [np.float64, np.float32])
    @pytest.mark.parametrize("size", [0.0, 1e-12, 1e-9, 1e-7])
    def test_a_right_gradient_passes_next_to_kinks_in_noise(self, distance, dtype, size):
        """A forward with noise of its own, in either precision, and entries at any distance from a kink."""
        for seed in SEEDS[::40]:
            rng = np.random.default_rng(seed)
            x = away_from_zero(rng, (4, 5))
            x[0, 0] = x[1, 2] = x[3, 4] = distance

            report = gradcheck(
                lambda x: (np.maximum(x, 0) + size * scrambled(x)).astype(dtype),
                lambda dy, x=x: (dy * (x > 0)).astype(dtype),
                x,
                rng=rng,
            )

            assert report.verdict is Verdict.MATCH, (seed, report)

    @pytest.mark.parametrize("size", [1e-12, 1e-9, 1e-6, 1e-3, 1.0])
    def test_noise_does_not_make_a_right_gradient_wrong(self, size):
        """It passes, or is called too noisy."""
        for seed in SEEDS[::20]:
            rng = np.random.default_rng(seed)
            layer = Layer(lambda x: np.sin(x) + size * scrambled(x), lambda x, y: np.cos(x))

            report = report_on(layer, rng.standard_normal((3, 4)), rng)

            expected = Verdict.MATCH if size < 1e-3 else Verdict.INCONCLUSIVE
            assert report.verdict is expected, (seed, report)
            assert report.passed or "too noisy at" in report.message

    @pytest.mark.parametrize("digits", [12, 9, 6, 5, 3])
    def test_rounding_does_not_make_a_right_gradient_wrong(self, digits):
        """A forward that rounds its result is judged by what is left of it, which may be nothing."""
        for seed in SEEDS[::20]:
            rng = np.random.default_rng(seed)
            layer = Layer(lambda x: np.round(np.sin(x), digits), lambda x, y: np.cos(x))
            x = rng.standard_normal((3, 4))

            right, wrong = report_on(layer, x, rng), report_on(layer, x, rng, np.negative)

            assert right.verdict is (Verdict.MATCH if digits > 3 else Verdict.INCONCLUSIVE), (seed, right)
            assert wrong.verdict is Verdict.WRONG, (seed, wrong)

    def test_large_values_are_not_taken_for_rounded_ones(self):
        """Beyond 1e4 a float64 has no 12 decimals; the factor of one in a hundred thousand is still seen."""
        rng = np.random.default_rng(0)
        layer = Layer(lambda x: 1e5 * np.sin(x), lambda x, y: 1e5 * np.cos(x))

        report = report_on(layer, rng.standard_normal((3, 4)), rng, lambda g: g * (1 + 1e-5))

        assert report.verdict is Verdict.WRONG

    @pytest.mark.parametrize("at_kink, side", [(0.0, "left"), (1.0, "right")])
    def test_the_side_taken_at_a_kink_is_a_note_beside_another_mistake(self, at_kink, side):
        """What is wrong is told; the kinks are told as no fault, and do not hide its name."""
        rng = np.random.default_rng(3)
        x = rng.choice([-1.0, 1.0], (3, 4)) * rng.uniform(0.2, 2, (3, 4))
        x[0, 0] = x[2, 1] = 0.0
        slope = np.where(x == 0, at_kink, -1.0 * (x > 0))

        report = gradcheck(relu().forward, lambda dy: dy * slope, x, rng=rng)

        assert report.details["pattern_kind"] == "the sign is flipped"
        assert report.message.endswith(
            "; 2 at kinks of the function were left out "
            f"(the slope on the {side} is as good as the other there)"
        )
        assert [0, 0] not in report.details["wrong_at"]

    def test_a_gradient_far_off_at_a_kink_is_wrong_there(self):
        """A kink excuses what lies between both slopes, not ten times as much."""
        x = np.array([[0.0, 1.0, -1.0, 2.0]])
        slope = np.array([[100.0, 1.0, 0.0, 1.0]])

        report = gradcheck(relu().forward, lambda dy: dy * slope, x, rng=np.random.default_rng(0))

        assert report.details["wrong_at"] == [[0, 0]]

    @pytest.mark.parametrize("size", [1e-9, 1e-6, 1e-3, 1.0])
    @pytest.mark.parametrize("factor", [0.0, 2.0])
    def test_noise_does_not_hide_a_wrong_gradient(self, size, factor):
        """Repeatable noise in forward, of any size, never makes a wrong gradient pass."""

        def noisy(x):
            return np.sin(x) + size * np.sin(1e12 * x)

        layer = Layer(noisy, lambda x, y: factor * np.cos(x))

        assert not report_on(
            layer, np.random.default_rng(0).standard_normal((3, 4)), np.random.default_rng(1)
        ).passed

    def test_float32_inside_float64_passes(self):
        """A student who computes in float32 and returns float64 is judged by what float32 can show."""
        for seed in SEEDS[::4]:
            rng = np.random.default_rng(seed)
            inner = Product(rng.standard_normal((3, 5)).astype(np.float32))
            layer = Chain(inner, Layer(lambda x: x.astype(np.float64), lambda x, y: 1.0))
            x = rng.standard_normal((4, 3))

            assert report_on(layer, x, rng).verdict is Verdict.MATCH, seed
            assert report_on(layer, x, rng, lambda g: 1.05 * g).verdict is Verdict.WRONG, seed

    def test_products_in_float32_beside_sums_in_float64_pass(self):
        """Noise in some entries is believed, also where two steps agree on a wrong slope by accident."""
        for seed in SEEDS:
            rng = np.random.default_rng(seed)
            inputs = rng.standard_normal((4, 4)).astype(np.float32)

            class Dense:
                def forward(self, w, inputs=inputs):
                    return (inputs @ w[:-1].astype(np.float32)).astype(np.float64) + w[-1]

                def backward(self, dy, inputs=inputs):
                    return np.vstack([(inputs.T @ dy.astype(np.float32)).astype(np.float64), dy.sum(axis=0)])

            weights = rng.standard_normal((5, 3))

            assert report_on(Dense(), weights, rng).verdict is Verdict.MATCH, seed
            assert report_on(Dense(), weights, rng, lambda g: 1.05 * g).verdict is Verdict.WRONG, seed

    def test_a_float32_gradient_of_a_float64_forward_passes(self):
        """The gradient's own precision is allowed for, a factor is not."""
        rng = np.random.default_rng(0)
        x = rng.standard_normal((3, 4))

        assert report_on(tanh(), x, rng, lambda g: g.astype(np.float32)).passed
        assert not report_on(tanh(), x, rng, lambda g: (1.001 * g).astype(np.float32)).passed


class TestVacuity:
    """What suites in the wild let through."""

    @pytest.mark.parametrize("forward", [np.zeros_like, lambda x: np.ones((2, 2)), lambda x: 1.5])
    @pytest.mark.parametrize("shape", [(2, 3), (20, 30)])
    def test_a_forward_that_ignores_its_input_is_no_evidence(self, forward, shape):
        """Zeros against zeros agree in every digit and pass nothing."""
        report = gradcheck(forward, lambda dy: np.zeros(shape), np.ones(shape), rng=np.random.default_rng(0))

        assert report.verdict is Verdict.TRIVIAL
        assert "forward does not depend on its input" in report.message

    def test_a_power_of_zero_is_no_evidence(self):
        """An exponent drawn by randint(1) is always 0: the derivative is 0 everywhere."""
        exponent = int(np.random.default_rng(0).integers(1))
        layer = Layer(lambda x: x**exponent, lambda x, y: exponent * x ** (exponent - 1))

        assert report_on(layer, np.full((2, 3), 2.0), np.random.default_rng(0)).verdict is Verdict.TRIVIAL

    def test_a_gradient_cut_to_integers_is_wrong(self):
        """Zeros like an integer array cut off the fractions of a gradient."""
        rng = np.random.default_rng(0)

        assert (
            report_on(tanh(), rng.standard_normal((3, 4)), rng, lambda g: g.astype(int)).verdict
            is Verdict.WRONG
        )


class TestProtocol:
    """How forward and backward are called, and what they must not do."""

    def test_dropout_is_unrepeatable(self):
        """A random forward is told as random, not as wrong."""
        noise = np.random.default_rng(0)

        report = gradcheck(
            lambda x: x * (noise.random(x.shape) > 0.5),
            lambda dy: dy,
            np.ones((3, 4)),
            rng=np.random.default_rng(1),
        )

        assert report.verdict is Verdict.UNREPEATABLE
        assert "forward differs when it runs again" in report.message

    def test_backward_follows_forward_at_x(self):
        """Every backward sees the state of forward(x), and x and the error tensors may be overwritten."""
        rng = np.random.default_rng(2)
        x = rng.standard_normal((3, 4))
        original = x.copy()
        seen = []

        def forward(p):
            seen.append(p.copy())
            y = np.sin(p)
            p[:] = 0
            return y

        def backward(dy):
            assert np.array_equal(seen[-1], original)
            g = dy * np.cos(original)
            dy[:] = 0
            return g

        assert gradcheck(forward, backward, x, rng=rng).passed
        assert np.array_equal(x, original)
        assert np.array_equal(seen[-1], original)

    def test_a_layer_may_reuse_its_buffers(self):
        """A layer that returns the same array each time is right."""
        out, grad = np.zeros((3, 4)), np.zeros((3, 4))
        layer = tanh()

        def forward(x):
            out[:] = layer.forward(x)
            return out

        def backward(dy):
            grad[:] = layer.backward(dy)
            return grad

        rng = np.random.default_rng(0)
        assert gradcheck(forward, backward, rng.standard_normal((3, 4)), rng=rng).passed

    @pytest.mark.parametrize("wrap", [float, np.float64, np.array, lambda y: np.array([[y]])])
    def test_a_scalar_function_gets_ones(self, wrap):
        """A loss, in any form of a number, is called with 1 and may ignore it."""
        seen = []

        def backward(dy):
            seen.append(dy)
            return 2 * np.arange(1.0, 5.0)

        report = gradcheck(
            lambda x: wrap(np.sum(x**2)), backward, np.arange(1.0, 5.0), rng=np.random.default_rng(0)
        )

        assert report.passed
        assert all(np.array_equal(np.ravel(dy), [1.0]) for dy in seen)

    def test_points_are_handed_over_at_once(self):
        """12 points for a pass; where they are not enough, 4 for each entry of a small parameter; x again."""
        sizes = []

        def evaluate(points):
            sizes.append(len(points))
            return [np.sin(p) for p in points]

        def checked(factor):
            return gradcheck(
                np.sin,
                lambda dy: factor * dy * np.cos(1.0),
                np.ones((10, 20)),
                rng=np.random.default_rng(0),
                evaluate=evaluate,
            )

        assert checked(1.0).passed
        assert sizes == [12 + 1]
        assert not checked(1.01).passed
        assert sizes[1:3] == [12 + 1, 4 * EVERY_ENTRY + 1]

    def test_the_same_seed_gives_the_same_report(self):
        """Nothing but the generator is random."""
        reports = [
            report_on(tanh(), np.full((3, 4), 0.3), np.random.default_rng(5), lambda g: g * 1.1)
            for _ in range(2)
        ]

        assert reports[0] == reports[1]

    def test_a_changing_shape_is_unrepeatable(self):
        """Values of several shapes cannot be compared, which is said."""

        def forward(x):
            return np.sin(x) if x[0] == 1 else np.sin(x)[:1]

        report = gradcheck(forward, lambda dy: dy * np.cos(1.0), np.ones(3), rng=np.random.default_rng(0))

        assert report.verdict is Verdict.UNREPEATABLE

    def test_a_domain_that_ends_near_x_is_no_fault(self):
        """Points at which forward is NaN are passed over for smaller steps."""
        x = np.array([1e-7, 0.5, 2.0])

        def forward(x):
            with np.errstate(invalid="ignore"):
                return np.sqrt(x)

        report = gradcheck(forward, lambda dy: dy * 0.5 / np.sqrt(x), x, rng=np.random.default_rng(0))

        assert report.passed


@pytest.mark.parametrize(
    "x, options, words",
    [
        (np.ones(2, np.float32), {}, "float64"),
        ([1.0], {}, "float64"),
        (np.ones((0, 2)), {}, "entries"),
        (np.array([np.nan]), {}, "finite"),
        (np.ones(2), {"rtol": 0.0}, "rtol"),
        (np.ones(2), {"cotangents": 0}, "cotangents"),
        (np.ones(2), {"evaluate": lambda points: []}, "evaluate returned 0 values"),
    ],
)
def test_an_authors_error_is_raised(x, options, words):
    """What only the author of a check can have got wrong raises ValueError."""
    with pytest.raises(ValueError, match=words):
        gradcheck(np.sin, np.asarray, x, rng=np.random.default_rng(0), **options)


@pytest.mark.parametrize("factor, verdict", [(1.0, "match"), (1.02, "wrong"), (2.0, "wrong"), (0.0, "wrong")])
def test_float32_within_is_judged_as_float32_though_float64_comes_out(factor, verdict):
    """A loss that is summed in float32 and returned as a float costs no point, and hides no factor."""
    rng = np.random.default_rng(3)
    target, x, seen = rng.standard_normal((3, 4)).astype(np.float32), rng.standard_normal((3, 4)), {}

    def forward(prediction):
        seen["prediction"] = prediction.astype(np.float32)
        return float(0.5 * np.sum((seen["prediction"] - target) ** 2))

    report = gradcheck(forward, lambda _: factor * (seen["prediction"] - target), x, rng=rng)

    assert report.verdict.value == verdict


class TestDiagnosis:
    """What is gathered for a diagnosis, and what it may cost."""

    def test_a_pass_costs_no_evaluation_more(self):
        """Only a failure asks for more points."""
        counts = []

        def evaluate(points):
            counts.append(len(points))
            return [np.tanh(point) for point in points]

        def judged(factor):
            counts.clear()
            x = np.linspace(-1, 1, 12).reshape(3, 4)
            return gradcheck(
                np.tanh,
                lambda dy: dy * (1 - factor * np.tanh(x) ** 2),
                x,
                rng=np.random.default_rng(0),
                evaluate=evaluate,
            )

        assert judged(1.0).passed
        assert counts == [12 + 1]  # x again
        assert not judged(0.7).passed
        assert counts[-3:] == [2 + 1, 1 + 1, 16 + 1]  # slope at the output; is it rounded, or grainy?

    def test_an_exception_beside_the_point_is_no_finding(self):
        """Forward is asked at its own output for the diagnosis alone; it may fail there."""
        x = np.linspace(1.0, 2.0, 6).reshape(2, 3)

        def forward(x):
            if x.min() < 0.9:
                raise ValueError
            return np.log(x)

        report = gradcheck(forward, lambda dy: dy * (1 + x), x, rng=np.random.default_rng(0))

        assert report.verdict is Verdict.WRONG
        assert report.details["pattern_kind"] == ""

    def test_a_fault_of_the_grader_is_never_swallowed(self):
        """It is ours to know."""
        x = np.linspace(1.0, 2.0, 6).reshape(2, 3)

        def forward(x):
            if x.min() < 0.9:
                raise InternalFault("ours")
            return np.log(x)

        with pytest.raises(InternalFault):
            gradcheck(forward, lambda dy: dy * (1 + x), x, rng=np.random.default_rng(0))

    def test_the_answer_of_an_earlier_call_is_told(self):
        """A gradient left over from another input is not called wrong alone."""
        rng = np.random.default_rng(0)
        h, y, before = rng.standard_normal((3, 3, 4))

        report = gradcheck(
            lambda h: 0.5 * np.sum((h - y) ** 2),
            lambda _: before - y,
            h,
            rng=rng,
            earlier=[h - y, before - y, np.ones(3)],
        )

        assert report.details["pattern_kind"] == "the answer of an earlier call"

    def test_directions_are_diagnosed_by_their_sample(self):
        """In a large parameter the sampled entries carry the name."""
        rng = np.random.default_rng(0)
        layer = Weights(rng.standard_normal((8, 50)))

        report = report_on(layer, rng.standard_normal((51, 20)), rng, lambda g: g / 8)

        assert report.details["pattern_kind"] == "divided by the batch size"
        assert "25 of 25 sampled entries are wrong" in report.message


class TestAssertion:
    """`assert_gradient`: the same for checks, with the statement's formula."""

    X = np.linspace(-1.0, 1.0, 6).reshape(2, 3)

    def failure(self, backward, **options):
        rng = np.random.default_rng(0)
        with pytest.raises(CheckFailed) as caught:
            assert_gradient(np.tanh, backward, self.X, rng=rng, **options)
        return caught.value

    def test_the_formula_ends_the_message(self):
        """It stands in the details as well, beside the kind of the mistake."""
        failed = self.failure(lambda dy: dy, formula="e (1 - y^2)")

        assert failed.message.endswith("derivative); the formula: e (1 - y^2)")
        assert failed.details["formula"] == "e (1 - y^2)"
        assert failed.details["pattern_kind"] == "the activation's derivative is missing"

    def test_without_a_formula_none_is_told(self):
        """No empty words."""
        failed = self.failure(lambda dy: dy)

        assert "formula" not in failed.message
        assert "formula" not in failed.details

    def test_answers_to_earlier_calls_are_taken_from_the_journal(self):
        """What came back earlier in the check, in the shape of x, and from student code alone."""
        story, left_over = Journal(), 3.0 * self.X
        story.add("layers.TanH.backward", [self.X], left_over)
        story.add("Halving.calculate_update", [self.X], 5.0 * self.X, inward=True)

        with kept(story):
            stale = self.failure(lambda dy: left_over)
            inward = self.failure(lambda dy: 5.0 * self.X)

        assert stale.details["pattern_kind"] == "the answer of an earlier call"
        assert inward.details["pattern_kind"] == "not multiplied by the error tensor"
