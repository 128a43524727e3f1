"""Ask networks about the test images: what `network.test` answers, and what the layers' own weights do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.api import lend
from grader.earlystop import fraction_right
from grader.errors import CheckFailed
from grader.mistakes import Answers
from grader.trainee import OWN_WORK, Trainee, agreement, parts_of, require_own_work

Array = np.ndarray[Any, Any]
Own = Array | CheckFailed
"""What a run's own weights answer, or what is wrong with them."""


class Questions:
    """
    The test images in the order of one grading; they travel to the worker once, at the first answer.

    Args:
        order: Which row of the data set each of them is, shape ``(n,)``.
        labels: Their classes, which stay here.
        inputs: Standardised and perturbed, shape ``(n, features)``.
    """

    def __init__(self, order: Array, labels: Array, inputs: Array) -> None:
        self.order, self.labels = order, labels
        self._inputs, self._parts = inputs, parts_of(inputs)
        self._held = [lend(part) for part in self._parts]

    def own_scores(self, trainee: Trainee, weights: Sequence[Any]) -> Own:
        """Return what *weights* make of the images, computed here."""
        try:
            return trainee.own_scores(weights, self._inputs)
        except CheckFailed as fault:
            return fault

    def accuracy(self, own: Own) -> float:
        """Return the fraction of the images that *own* scores get right, 0 where there are none."""
        return 0.0 if isinstance(own, CheckFailed) else fraction_right(own, self.labels)

    def answers(self, trainee: Trainee, own: Own) -> Answers:
        """
        Return what the network answers.

        A network that writes into its input has changed the images for those after it: where answers are not
        those of the *own* scores, they are asked for once more, to images that nobody has had.
        """
        given = trainee.predict(self._parts, self._held)
        if isinstance(own, CheckFailed) or agreement(own, given) < OWN_WORK:
            given = trainee.predict(self._parts, self._parts)
        return Answers(self.order, self.labels, given)


def is_own(own: Own, given: Answers, floor: float) -> bool:
    """
    Return whether the layers' *own* scores give these answers; needed only where they earn points.

    Raises:
        CheckFailed: They do not, and the accuracy is above *floor*.
    """
    try:
        if isinstance(own, CheckFailed):
            raise own
        require_own_work(own, given.predicted)
    except CheckFailed:
        if given.accuracy > floor:
            raise
        return False
    return True
