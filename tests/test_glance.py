"""What is seen to be right at a glance, and that nothing wrong is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.differences import FLOAT32, FLOAT64, Probe
from grader.glance import plainly_right

RTOL = 1e-6


def glance(forward, gradient, x, *, seed=0, cotangents=3, precision=FLOAT64, rng=None):
    """Look at *gradient*, which maps an error tensor to a gradient, under random error tensors."""
    x = np.asarray(x, dtype=float)
    value = np.asarray(forward(x), dtype=float)
    errors = np.random.default_rng(seed + 1000).standard_normal((cotangents, *value.shape))
    probe = Probe(
        lambda points: [forward(point) for point in points],
        x,
        value,
        errors.reshape(cotangents, -1),
        precision,
    )
    claims = [np.asarray(gradient(error)) for error in errors]
    return plainly_right(probe, claims, RTOL, rng or np.random.default_rng(seed))


def numbers(seed, shape=(4, 5)):
    """Return standard normal numbers."""
    return np.random.default_rng(seed).standard_normal(shape)


def softmax(x):
    """Return the softmax of each row."""
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def of_softmax(x):
    """Return the right backward of softmax at *x*."""
    p = softmax(x)
    return lambda e: p * (e - (e * p).sum(axis=1, keepdims=True))


def with_entry_changed(gradient, flat, change):
    """Return *gradient* with one entry of its result changed."""

    def changed(error):
        result = gradient(error).copy()
        result.flat[flat] = change(result.flat[flat], result)
        return result

    return changed


class TestRight:
    """What takes 12 evaluations."""

    @pytest.mark.parametrize("shape", [(2, 3), (4, 5), (20, 10)])
    def test_a_right_gradient_is_seen_for_every_seed(self, shape):
        """A softmax of any size, whatever the lines."""
        for seed in range(200):
            x = numbers(seed, shape)

            assert glance(softmax, of_softmax(x), x, seed=seed), seed

    @pytest.mark.parametrize("size", [0.1, 1.0])
    def test_a_large_layer_is_seen_whatever_the_size_of_its_weights(self, size):
        """All weights of 784 to 128, whose sums round more the larger they are."""
        for seed in range(40):
            rng = np.random.default_rng(seed)
            inputs = np.hstack([rng.standard_normal((8, 784)), np.ones((8, 1))])
            w = size * rng.standard_normal((785, 128))

            assert glance(inputs.__matmul__, inputs.T.__matmul__, w, seed=seed), seed

    def test_a_single_number_of_a_single_number_is_seen(self):
        """Shapes without dimensions have lines too."""
        assert glance(np.sin, lambda e: e * np.cos(0.3), 0.3, cotangents=1)

    def test_what_is_drawn_later_stays_what_it_was(self):
        """The lines are drawn from a stream of their own, another one at each glance."""
        rng, untouched = np.random.default_rng(3), np.random.default_rng(3)
        x, seen = numbers(0), []

        def forward(point):
            seen.append(point.copy())
            return np.tanh(point)

        for _ in range(2):
            assert glance(forward, lambda e: e * (1 - np.tanh(x) ** 2), x, rng=rng)

        assert rng.random() == untouched.random()
        assert not np.array_equal(seen[1], seen[len(seen) // 2 + 1])


class TestOpen:
    """What is left to those who look longer."""

    @settings(max_examples=200, deadline=None)
    @given(st.integers(0, 10**6), st.integers(0, 19), st.floats(-6.5, 0), st.sampled_from([-1.0, 1.0]))
    def test_one_entry_off_by_little_beside_the_whole_gradient_is_never_right(self, seed, flat, size, sign):
        """From 3e-7 of the largest entry on, wherever it is and however small its own slope."""
        x = numbers(seed)
        right = of_softmax(x)
        wrong = with_entry_changed(right, flat, lambda g, whole: g + sign * 10**size * np.abs(whole).max())

        assert not glance(softmax, wrong, x, seed=seed)

    @pytest.mark.parametrize("error", [1e-7, -1e-7, 1e-5, 1.0, -2.0])
    def test_a_factor_is_never_right(self, error):
        """Of all entries: closer than an entry alone shows."""
        for seed in range(50):
            x = numbers(seed)
            right = of_softmax(x)

            assert not glance(softmax, lambda e, right=right: right(e) * (1 + error), x, seed=seed), seed

    @pytest.mark.parametrize("cotangents", [1, 3])
    @pytest.mark.parametrize("size", [1e-5, 1e-2])
    def test_errors_that_add_up_to_nothing_are_never_right(self, size, cotangents):
        """Two entries, or all of them, off by as much up as down."""
        for seed in range(200):
            x = numbers(seed)
            off = np.zeros(20)
            off[:2] = size, -size
            apart = off if seed % 2 else size * (np.random.default_rng(seed).permutation(20) % 2 - 0.5)

            def wrong(e, x=x, apart=apart):
                return e * (1 - np.tanh(x) ** 2) + apart.reshape(x.shape)

            assert not glance(np.tanh, wrong, x, seed=seed, cotangents=cotangents), seed

    def test_the_first_error_tensor_alone_is_not_enough(self):
        """A gradient that is right for one error tensor and wrong for another."""
        x, calls = numbers(0), []

        def wrong(e):
            calls.append(1)
            return e * (1 - np.tanh(x) ** 2) * (1 + 1e-4 * (len(calls) == 3))

        assert not glance(np.tanh, wrong, x)

    def test_zeros_against_zeros_are_left_open(self):
        """A function that does not move shows nothing, nor does one that moves under one error tensor."""
        assert not glance(np.zeros_like, np.zeros_like, numbers(0))
        assert not glance(lambda x: np.float64(2.5), lambda e: np.zeros((4, 5)), numbers(0), cotangents=1)

    @pytest.mark.parametrize("at_kink", [0.0, 1.0])
    def test_a_kink_is_left_open(self, at_kink):
        """Zeros under ReLU, whichever side's slope is claimed."""
        x = np.abs(numbers(0)) + 0.1
        x[0, 0] = 0.0

        assert not glance(lambda x: np.maximum(x, 0), lambda e: e * np.where(x == 0, at_kink, 1.0), x)

    @pytest.mark.parametrize("distance", [1e-7, 1e-6, 3e-6])
    def test_a_kink_within_reach_is_left_open(self, distance):
        """Next to it the slopes of both steps are no slopes."""
        x = np.abs(numbers(0)) + 0.1
        x[1, 1] = distance

        assert not glance(lambda x: np.maximum(x, 0), lambda e: e, x)

    @pytest.mark.parametrize("size", [1e-9, 1e-6, 1e-3])
    def test_noise_is_left_open(self, size):
        """Even beside a right gradient: how much is enough is judged with more care."""
        x = numbers(0)

        assert not glance(lambda x: np.sin(x) + size * np.sin(1e12 * x), lambda e: e * np.cos(x), x)

    def test_an_offset_that_hides_the_slope_is_left_open(self):
        """Rounding could account for too much of it."""
        x = numbers(0)

        assert not glance(lambda x: 1e6 + np.sin(x), lambda e: e * np.cos(x), x)

    def test_a_slope_that_both_steps_see_differently_is_left_open(self):
        """The extrapolation of a strong curvature is no evidence, even if it is what is claimed."""
        x = 1e-4 * numbers(0)

        assert not glance(lambda x: np.tanh(1e4 * x), lambda e: e * 1e4 * (1 - np.tanh(1e4 * x) ** 2), x)

    def test_coarse_values_and_coarse_claims_are_left_open(self):
        """Whoever computes in float32 is judged by what float32 can show."""
        x = numbers(0)

        assert not glance(np.tanh, lambda e: e * (1 - np.tanh(x) ** 2), x, precision=FLOAT32)
        assert not glance(np.tanh, lambda e: (e * (1 - np.tanh(x) ** 2)).astype(np.float32), x)

    @pytest.mark.parametrize("value", [np.nan, np.inf])
    def test_a_function_that_is_not_finite_nearby_is_left_open(self, value):
        """NaN is near nothing."""
        x = numbers(0)

        assert not glance(lambda p: np.where(p == x, np.sin(p), value), lambda e: e * np.cos(x), x)

    def test_claims_that_overflow_are_left_open(self):
        """An infinite slope is within no tolerance."""
        x = numbers(0)

        assert not glance(np.tanh, lambda e: np.full(x.shape, 1.7e308), x)
