"""
Losses: how far predictions are from their labels, as one number, and its derivative.

`forward` takes predictions and labels of shape ``(batch, outputs)``, float64, and keeps the predictions for
`backward`. No method writes into its arguments.
"""

import numpy as np

EPSILON = np.finfo(np.float64).eps
"""The machine epsilon of float64, about 2.22e-16: keeps ``ln(0)`` and ``1 / 0`` finite."""


class CrossEntropyLoss:
    """Cross entropy of class probabilities, as `SoftMax` gives them; summed over the batch, not averaged."""

    def forward(self, prediction_tensor, label_tensor):
        """
        Return the sum over the batch of ``-ln(p + eps)``, ``p`` being the prediction at the row's label.

        The sum is not divided by the batch size. A prediction of 0 at the label costs ``-ln(eps) = 36.04``.

        Args:
            prediction_tensor: Probabilities, shape ``(batch, classes)``; not changed.
            label_tensor: One-hot rows (a single 1, the rest 0), shape ``(batch, classes)``; not changed.

        Returns:
            The loss, one number.
        """
        raise NotImplementedError("CrossEntropyLoss.forward")

    def backward(self, label_tensor):
        """
        Return ``-y / (p + eps)`` for each entry, ``p`` being the prediction of the latest `forward`.

        Args:
            label_tensor: One-hot rows, shape ``(batch, classes)``; not changed.

        Returns:
            Shape ``(batch, classes)``; finite, ``-1 / eps`` where the prediction at the label is 0.
        """
        raise NotImplementedError("CrossEntropyLoss.backward")


class BinaryCrossEntropyLoss:
    """Cross entropy of yes-or-no questions, one per output; summed over outputs, averaged over the batch."""

    def forward(self, prediction_tensor, label_tensor):
        """
        Return ``(1/batch) sum -[y ln(o) + (1 - y) ln(1 - o)]``, the sum running over the whole array.

        Finite where ``o`` is 0 or 1: clip ``o``, or add to it, by the size of `EPSILON` (at most 1e-7).

        Args:
            prediction_tensor: ``o``, probabilities, shape ``(batch, outputs)``; not changed.
            label_tensor: ``y``, 0 or 1, shape ``(batch, outputs)``; not changed.

        Returns:
            The loss, one number.
        """
        raise NotImplementedError("BinaryCrossEntropyLoss.forward")

    def backward(self, label_tensor):
        """
        Return ``(1/batch) (-y/o + (1 - y)/(1 - o))`` for each entry.

        ``o`` is the prediction of the latest `forward`, kept from 0 and 1 as there.

        Args:
            label_tensor: ``y``, 0 or 1, shape ``(batch, outputs)``; not changed.

        Returns:
            Shape ``(batch, outputs)``; finite, also where ``o`` is 0 or 1.
        """
        raise NotImplementedError("BinaryCrossEntropyLoss.backward")


class SigmoidCrossEntropyLoss:
    """`BinaryCrossEntropyLoss` of a sigmoid in one step: on logits, right where the sigmoid is 0 or 1 too."""

    def forward(self, prediction_tensor, label_tensor):
        """
        Return ``(1/batch) sum [max(x, 0) - x y + ln(1 + exp(-|x|))]``, the sum running over the whole array.

        On paper that is ``-[y ln(o) + (1 - y) ln(1 - o)]`` with ``o = sigmoid(x)``; in this form nothing
        overflows and no logarithm meets 0, for any logit.

        Args:
            prediction_tensor: ``x``, logits (any real numbers), shape ``(batch, outputs)``; not changed.
            label_tensor: ``y``, 0 or 1, shape ``(batch, outputs)``; not changed.

        Returns:
            The loss, one number.
        """
        raise NotImplementedError("SigmoidCrossEntropyLoss.forward")

    def backward(self, label_tensor):
        """
        Return ``(sigmoid(x) - y) / batch`` for each entry, ``x`` being the logits of the latest `forward`.

        Args:
            label_tensor: ``y``, 0 or 1, shape ``(batch, outputs)``; not changed.

        Returns:
            Shape ``(batch, outputs)``.
        """
        raise NotImplementedError("SigmoidCrossEntropyLoss.backward")


class SquaredError:
    """Half the sum of squared differences: the half cancels the 2 of the derivative."""

    def forward(self, prediction_tensor, label_tensor):
        """
        Return ``1/2 sum (h - y)^2`` over the whole array.

        Args:
            prediction_tensor: ``h``, shape ``(batch, outputs)``; not changed.
            label_tensor: ``y``, shape ``(batch, outputs)``; not changed.

        Returns:
            The loss, one number.
        """
        raise NotImplementedError("SquaredError.forward")

    def backward(self, label_tensor):
        """
        Return ``h - y``, ``h`` being the prediction of the latest `forward`.

        Args:
            label_tensor: ``y``, shape ``(batch, outputs)``; not changed.

        Returns:
            Shape ``(batch, outputs)``.
        """
        raise NotImplementedError("SquaredError.backward")


class MeanSquaredError:
    """Mean of the squared differences over all ``n = batch * outputs`` entries."""

    def forward(self, prediction_tensor, label_tensor):
        """
        Return ``(1/n) sum (h - y)^2`` over the whole array, ``n`` being its number of entries.

        Args:
            prediction_tensor: ``h``, shape ``(batch, outputs)``; not changed.
            label_tensor: ``y``, shape ``(batch, outputs)``; not changed.

        Returns:
            The loss, one number.
        """
        raise NotImplementedError("MeanSquaredError.forward")

    def backward(self, label_tensor):
        """
        Return ``2 (h - y) / n``.

        ``h`` is the prediction of the latest `forward` and ``n`` its number of entries.

        Args:
            label_tensor: ``y``, shape ``(batch, outputs)``; not changed.

        Returns:
            Shape ``(batch, outputs)``.
        """
        raise NotImplementedError("MeanSquaredError.backward")
