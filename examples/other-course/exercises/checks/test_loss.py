"""Visible checks of the loss. Checks see a loss as a sum over the batch, whatever the course divides it by."""

import numpy as np

from grader import as_number, assert_close, check


@check(task="loss", points=2, hint="Only the prediction at the label counts; divide by the batch size.")
def test_cross_entropy_value(student):
    """CrossEntropyLoss.forward of two rows with p = 1/2 at the label is ln(2)"""
    labels = np.array([[0.0, 1.0], [1.0, 0.0]])

    loss = student.loss.CrossEntropyLoss().forward(np.full((2, 2), 0.5), labels)

    assert_close(as_number(loss) / len(labels), np.log(2.0), name="loss")
