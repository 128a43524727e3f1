"""Say what `config.yaml` may limit, by kind of check, as frozen models. Knows no process."""

from __future__ import annotations

from grader.records import Kind, Limits
from grader.sections import Positive, PositiveInt, Section

_MEGABYTE = 2**20


class LimitChanges(Section):
    """The limits of one kind of check; what is `None` is inherited from the default ones."""

    call_cpu_s: Positive | None = None
    call_wall_s: Positive | None = None
    check_wall_s: Positive | None = None
    memory_mb: PositiveInt | None = None
    output_mb: PositiveInt | None = None


class LimitDefaults(Section):
    """The limits of every kind that does not state its own."""

    call_cpu_s: Positive = 2
    call_wall_s: Positive = 10
    check_wall_s: Positive = 30
    memory_mb: PositiveInt = 1024
    output_mb: PositiveInt = 16


class LimitTable(Section):
    """What student code may use, by kind of check."""

    default: LimitDefaults = LimitDefaults()
    unit: LimitChanges = LimitChanges()
    gradient: LimitChanges = LimitChanges()
    accuracy: LimitChanges = LimitChanges(
        call_cpu_s=60, call_wall_s=120, check_wall_s=600, memory_mb=2048, output_mb=64
    )

    def of(self, kind: Kind) -> Limits:
        """Return the limits of checks of *kind*, in seconds and bytes."""
        changes: LimitChanges = getattr(self, kind.value)
        values = self.default.model_dump() | changes.model_dump(exclude_none=True)
        return Limits(
            call_cpu_s=values["call_cpu_s"],
            call_wall_s=values["call_wall_s"],
            check_wall_s=values["check_wall_s"],
            memory_bytes=values["memory_mb"] * _MEGABYTE,
            output_bytes=values["output_mb"] * _MEGABYTE,
        )
