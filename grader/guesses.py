"""Guess what a wrong gradient is instead. Pure NumPy: knows no formula of any layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from grader.compare import Array


class Kind(StrEnum):
    """What can be wrong with a gradient; fixed phrases that tell no number of a hidden check."""

    ZERO = "all zero"
    SIGN = "the sign is flipped"
    SIGN_AND_FACTOR = "the sign is flipped and a factor is wrong"
    TIMES_BATCH = "multiplied by the batch size"
    OVER_BATCH = "divided by the batch size"
    TIMES_OUTPUTS = "multiplied by the number of outputs"
    OVER_OUTPUTS = "divided by the number of outputs"
    TIMES_ENTRIES = "multiplied by the number of entries"
    OVER_ENTRIES = "divided by the number of entries"
    TWICE = "multiplied by 2"
    HALF = "divided by 2"
    LARGE = "too large by one factor"
    SMALL = "too small by one factor"
    TRANSPOSED = "transposed"
    NOT_TRANSPOSED = "the matrix is not transposed"
    BIAS = "the bias row alone is wrong"
    BIAS_MISSING = "the bias row is missing"
    BIAS_LEFT = "the bias row is still there"
    BIAS_SIDE = "the first row of the weights is left out, not the bias row"
    BATCH_SUM = "not summed over the batch"
    ONE_SAMPLE = "only one sample of the batch counts"
    ONE_FOR_ALL = "one sample's derivative is used for all"
    SUMMED = "summed where every entry is asked for"
    AXIS = "summed over the wrong axis"
    FLAT = "the right entries in another shape"
    UNCHANGED = "the error came back unchanged"
    NO_SLOPE = "the activation's derivative is missing"
    BY_OUTPUT = "multiplied by the output, not by the derivative"
    BY_INPUT = "multiplied by the input, not by the derivative"
    AT_OUTPUT = "the derivative is taken at the output instead of the input"
    INPUT_IN_FORMULA = "the formula of the output is applied to the input"
    TWO_SLOPES = "the derivative is multiplied twice"
    DIVIDED = "divided by the derivative"
    MASK_OF_ERROR = "the mask is that of the error, not of the input"
    MASK_TURNED = "the mask is the wrong way round"
    OTHER_ACTIVATION = "the derivative of another activation"
    DIAGONAL = "only the diagonal of the derivative"
    NO_SUM = "the sum over the row is missing"
    FACTOR_MISSING = "a factor is missing"
    TERM_MISSING = "a term is missing"
    TERM_SIGN = "a sign within the formula is wrong"
    NO_LABEL = "the label is not used"
    WITH_LAYER = "the derivative of the loss together with the layer before it"
    OTHER_VARIABLE = "the derivative with respect to another quantity"
    STALE = "the answer of an earlier call"
    ADDED_UP = "added to the gradient of the call before"
    NO_ERROR = "not multiplied by the error tensor"
    NO_SIGNS = "the signs are lost"
    ONLY_SIGNS = "only the signs are left"
    SQUARED = "the square of what is expected"
    IS_INPUT = "equal to an array that was handed over"
    WHOLE = "cut off to whole numbers"
    CLIPPED = "clipped"


@dataclass(frozen=True)
class Guess:
    """A gradient that a mistake would give, for each error tensor: shape ``(errors, *x.shape)``."""

    kind: Kind
    words: str
    gradients: Array


@dataclass(frozen=True)
class Case:
    """
    A gradient that is wrong, and what is known of the function; ``c`` error tensors.

    Attributes:
        x: The point.
        value: The function's value there.
        errors: Shape ``(c, *value.shape)``.
        claims: What backward gave, shape ``(c, *x.shape)``.
        numeric: The slopes by differences, the same shape; only good where *known*.
        known: Where they are no kink, no noise and were looked at; shape of *x*.
        doubt: How far *numeric* may be off, its shape.
        fit: The relative accuracy to which a claim can be told from another.
        jacobian: Shape ``(x.size, value.size)``, or None where it is too large.
        earlier: What calls before the check returned, in the shape of *x*.
        slopes_at: Gives an entry-wise function's slope at another point, or None where it has none.
    """

    x: Array
    value: Array
    errors: Array
    claims: Array
    numeric: Array
    known: Array
    doubt: Array
    fit: float
    jacobian: Array | None = None
    earlier: tuple[Array, ...] = ()
    slopes_at: Callable[[Array], Array | None] | None = None

    @property
    def whole(self) -> bool:
        """Tell whether most entries are known, so that a guess may mix them."""
        return bool(2 * self.known.sum() > self.known.size)

    @property
    def alike(self) -> bool:
        """Tell whether *x* and the value have one shape, of more than one entry."""
        return self.x.shape == self.value.shape and self.x.size > 1

    @property
    def slopes(self) -> Array | None:
        """Return the slope of each entry of a function that works entry by entry, else None."""
        if not self.alike or self.jacobian is None:
            return None
        diagonal = np.diag(self.jacobian)
        others = np.abs(self.jacobian - np.diag(diagonal)).max()
        return diagonal.reshape(self.x.shape) if others <= self.fit * np.abs(diagonal).max() else None

    @property
    def blocks(self) -> Array | None:
        """Return the Jacobian of each row, ``(batch, inputs, outputs)``, of a function of rows, else None."""
        if (
            self.jacobian is None
            or self.x.ndim != 2
            or self.value.ndim != 2
            or len(self.x) != len(self.value)
        ):
            return None
        batch = len(self.x)
        parts = self.jacobian.reshape(batch, self.x.shape[1], batch, self.value.shape[1])
        blocks = np.stack([parts[row, :, row] for row in range(batch)])
        outside = np.abs(self.jacobian).sum() - np.abs(blocks).sum()
        return blocks if outside <= self.fit * np.abs(blocks).sum() else None

    def explained_by(self, gradients: Array) -> bool:
        """Tell whether *gradients* are what was claimed, in every entry known, and are not the right ones."""
        allowed = self._allowed(gradients)
        near = np.abs(self.claims - gradients) <= allowed
        apart = np.abs(gradients - self.numeric) > 3 * allowed
        return bool(near[:, self.known].all() and apart[:, self.known].any())

    def is_true(self, gradients: Array) -> bool:
        """Tell whether *gradients* are the right ones, in every entry known."""
        near = np.abs(self.numeric - gradients) <= self._allowed(gradients)
        return bool(self.whole and near[:, self.known].all())

    def _allowed(self, gradients: Array) -> Array:
        sizes = np.abs(gradients)
        largest = np.where(self.known, sizes, 0.0).reshape(len(sizes), -1).max(axis=1)
        return np.asarray(self.fit * (sizes + 0.1 * largest.reshape(-1, *[1] * self.x.ndim)) + 3 * self.doubt)


def zero(case: Case) -> Iterator[Guess]:
    """Recognise a gradient that was never filled in."""
    if not case.claims.any():
        yield Guess(Kind.ZERO, "all zero", case.claims)


def moved(case: Case) -> Iterator[Guess]:
    """Recognise a right gradient that came transposed, without its signs, cut or clipped."""
    if not case.whole:
        return
    if case.x.ndim == 2 and case.x.shape[0] == case.x.shape[1] > 1:
        yield Guess(Kind.TRANSPOSED, "transposed", case.numeric.swapaxes(1, 2))
    if case.x.size > 1:
        yield Guess(Kind.NO_SIGNS, "the absolute value of what it should be", np.abs(case.numeric))
        yield Guess(Kind.ONLY_SIGNS, "only the signs of what it should be", np.sign(case.numeric))
        yield Guess(Kind.SQUARED, "the square of what it should be", case.numeric**2)
        yield Guess(Kind.WHOLE, "cut to whole numbers", np.trunc(case.numeric))
        yield Guess(Kind.WHOLE, "rounded to whole numbers", np.rint(case.numeric))
    limit = np.abs(case.claims).max()
    if limit and (np.abs(case.claims) > (1 - case.fit) * limit).sum() > 1:
        words = "clipped: the entries of large absolute value are cut off"
        yield Guess(Kind.CLIPPED, words, np.clip(case.numeric, -limit, limit))


def without_slope(case: Case) -> Iterator[Guess]:
    """Recognise the error itself, or the error times something that is no derivative."""
    if not case.alike:
        return
    if case.slopes is not None or case.x.ndim != 2 or (case.value > 0).all():
        words = "the error_tensor came back unchanged: multiply it by the activation's derivative"
        yield Guess(Kind.NO_SLOPE, words, case.errors)
    else:
        yield Guess(Kind.UNCHANGED, "the error_tensor came back unchanged", case.errors)
    words = "the error_tensor times the {}, not times the derivative"
    yield Guess(Kind.BY_OUTPUT, words.format("output"), case.errors * case.value)
    yield Guess(Kind.BY_INPUT, words.format("input"), case.errors * case.x)


def entrywise(case: Case) -> Iterator[Guess]:
    """Recognise what can go wrong with the slope of a function that works entry by entry."""
    slopes = case.slopes
    if slopes is None:
        return
    with np.errstate(divide="ignore", invalid="ignore"):
        inverse = case.errors / slopes
    yield Guess(Kind.TWO_SLOPES, "the derivative is multiplied twice", case.errors * slopes**2)
    yield Guess(Kind.DIVIDED, "divided by the derivative in place of multiplied", inverse)
    if case.slopes_at is not None and (there := case.slopes_at(case.value)) is not None:
        words = "the derivative is taken at the output y, not at the input x"
        yield Guess(Kind.AT_OUTPUT, words, case.errors * there)


def stale(case: Case) -> Iterator[Guess]:
    """Recognise the gradient of another call: of the error tensor before, or of a call before the check."""
    if len(case.claims) > 1:
        before = np.concatenate([case.claims[:1], case.numeric[:-1]])
        yield Guess(Kind.STALE, "it belongs to the error_tensor of the call before", before)
    for answer in case.earlier:
        words = "it is the answer to an earlier call: what backward needs must be kept anew by each forward"
        yield Guess(Kind.STALE, words, np.broadcast_to(answer, case.claims.shape))


def bias(case: Case) -> Iterator[Guess]:
    """Recognise a last row, that of the biases, which alone is wrong."""
    if not _has_bias_row(case):
        return
    batch, right = case.errors.shape[1], case.numeric[:, :-1]
    rows = {
        "the bias row is zero: the column of ones in [X, 1] is missing": np.zeros_like(case.numeric[:, -1]),
        "the bias row is divided by the batch size": case.errors.sum(axis=1) / batch,
        "the bias row holds the first sample's error alone": case.errors[:, 0],
        "the bias row holds the last sample's error alone": case.errors[:, -1],
        "the bias row is summed over the outputs too": np.broadcast_to(
            case.errors.sum(axis=(1, 2))[:, None], case.numeric[:, -1].shape
        ),
    }
    rows["only the last row, that of the biases, is wrong: it is the sum of E over the batch"] = case.claims[
        :, -1
    ]
    for words, row in rows.items():
        yield Guess(Kind.BIAS, words, np.concatenate([right, row[:, None]], axis=1))


def _has_bias_row(case: Case) -> bool:
    """Tell whether the last row of *x* moves every sample alike, as biases do."""
    if not case.whole or case.x.ndim != 2 or case.value.ndim != 2 or len(case.x) < 2:
        return False
    if case.x.shape[1] != case.value.shape[1] or not case.known[-1].any():
        return False
    row = case.errors.sum(axis=1)
    gap = np.abs(case.numeric[:, -1] - row)[:, case.known[-1]]
    return bool(gap.max() <= 10 * case.fit * np.abs(row).max() + 3 * case.doubt[:, -1].max())


def samples(case: Case) -> Iterator[Guess]:
    """Recognise a gradient that looks at one sample of the batch only."""
    if case.jacobian is None or case.value.ndim < 2 or len(case.value) < 2:
        return
    batch = len(case.value)
    parts = case.jacobian.reshape(case.x.size, batch, -1)
    each = np.einsum("ibo,cbo->cbi", parts, case.errors.reshape(len(case.errors), batch, -1))
    blocks = case.blocks
    for row, which in ((0, "first"), (-1, "last")):
        words = f"only the {which} sample of the batch counts"
        yield Guess(Kind.ONE_SAMPLE, words, each[:, row].reshape(case.claims.shape))
        if blocks is not None:
            words = f"the derivative of the {which} sample is used for every sample"
            yield Guess(Kind.ONE_FOR_ALL, words, case.errors @ blocks[row].T)


def matrices(case: Case) -> Iterator[Guess]:
    """Recognise a Jacobian of which a part is used, or which is used the wrong way round."""
    if case.jacobian is not None and case.alike:
        words = "only the diagonal of the Jacobian: every input of a row moves every output"
        diagonal = np.diag(case.jacobian).reshape(case.x.shape)
        yield Guess(Kind.DIAGONAL, words, case.errors * diagonal)
    blocks = case.blocks
    if blocks is None:
        return
    if blocks.shape[1] == blocks.shape[2]:
        turned = np.einsum("boi,cbo->cbi", blocks, case.errors)
        yield Guess(Kind.NOT_TRANSPOSED, "E W, where E W^T is asked for", turned)
    weights = blocks[0]
    constant = case.value - case.x @ weights
    near = 3 * case.fit
    if _constant(blocks, near * np.abs(blocks).max()) and _constant(
        constant, near * np.abs(case.value).max()
    ):
        words = "the first row of the weights is left out, not the last one, that of the biases"
        shifted = np.concatenate([weights[1:], constant[:1]])
        yield Guess(Kind.BIAS_SIDE, words, case.errors @ shifted.T)


def _constant(parts: Array, close: float) -> bool:
    """Tell whether all parts along the first axis are the same."""
    return bool((np.abs(parts - parts[0]) <= close).all())
