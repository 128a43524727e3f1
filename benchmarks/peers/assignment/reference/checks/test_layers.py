"""The ten checks of `benchmarks/peers/tencheck.py`, as ours: one fresh confined worker for each of them."""

import pytest

from benchmarks.peers import tencheck
from grader import check, pipelined


@check(task="layers", points=1, hint="Look at the formula again.")
@pytest.mark.parametrize("function", tencheck.CHECKS, ids=lambda function: function.__name__)
def test_ten(student, function):
    """One of ten"""
    function(student.layers, pipelined)
