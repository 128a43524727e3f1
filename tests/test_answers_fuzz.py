"""Specify that nothing a worker answers is taken for a fault of the grader."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import fuzz_answers

FUZZ = settings(
    max_examples=400, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@FUZZ
@given(st.binary(max_size=200))
def test_no_answer_is_the_graders_fault(data):
    """Values of any type and shape, errors of any form, forged call-backs: a fault, a finding or a pass."""
    fuzz_answers.one(data)


@pytest.mark.parametrize("step", range(len(fuzz_answers.STEPS)))
def test_each_step_of_a_check_withstands_any_answer(step):
    """The module, the layer, and then whatever there is to say."""
    handles = bytes([2, 1, 3, 5] * 2)
    for first in range(0, 256, 5):
        fuzz_answers.one(handles + bytes([step]) + bytes([(first + 7 * n) % 256 for n in range(120)]))
