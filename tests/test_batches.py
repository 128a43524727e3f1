"""Specify the data layer that lives in the worker."""

from __future__ import annotations

import numpy as np

from grader.batches import Batches


def test_batches_are_cut_from_images_in_the_given_order():
    """Inputs are centred and scaled, labels one-hot; after the last batch the first follows."""
    images = np.array([[0, 10], [20, 30], [40, 50]], dtype=np.uint8)
    batches = Batches(images, np.array([0, 1, 2]), np.array([2, 0, 1, 1]), 2, 3, mean=10.0, deviation=5.0)

    inputs, labels = batches.next()
    batches.next()
    again, _ = batches.next()

    np.testing.assert_array_equal(inputs, [[6, 8], [-2, 0]])
    np.testing.assert_array_equal(labels, [[0, 0, 1], [1, 0, 0]])
    np.testing.assert_array_equal(again, inputs)
