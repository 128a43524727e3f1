"""Specify the limits by kind of check."""

import pytest

from grader.limits import LimitChanges, LimitDefaults, LimitTable
from grader.records import Kind


def test_what_a_kind_does_not_say_is_inherited():
    """A change of one key leaves the default ones in force, and megabytes become bytes."""
    table = LimitTable(
        default=LimitDefaults(call_cpu_s=3, memory_mb=100), gradient=LimitChanges(check_wall_s=7.5)
    )

    limits = table.of(Kind.GRADIENT)

    assert (limits.call_cpu_s, limits.check_wall_s) == (3, 7.5)
    assert limits.memory_bytes == 100 * 2**20
    assert limits.output_bytes == 16 * 2**20


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_limits(kind):
    """No kind of check runs without limits, and the training may take longest."""
    table = LimitTable()

    assert 0 < table.of(kind).call_cpu_s <= table.of(Kind.ACCURACY).call_cpu_s
